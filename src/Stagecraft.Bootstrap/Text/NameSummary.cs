namespace Stagecraft.Bootstrap;

/// <summary>Names for a message, with a limit: <c>a, b and 3 more</c>.</summary>
internal static class NameSummary
{
    /// <param name="names">The names. Only those that are shown are enumerated: many hosts may each name many others.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="max">How many to show.</param>
    public static string Of(IEnumerable<string> names, int count, int max)
    {
        var shown = string.Join(", ", names.Take(max));
        return count > max ? $"{shown} and {count - max} more" : shown;
    }
}
