namespace Stagecraft.Bootstrap.Settings;

/// <summary>The name of an environment variable, as a configuration gives it.</summary>
internal static class VariableName
{
    private const int MaxLength = 64;

    /// <summary>The name for a message, if it looks like a name. It may be the secret itself by mistake, which must not get into a log.</summary>
    public static string Shown(string name) =>
        name.Length is > 0 and <= MaxLength && name.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_')
            ? name
            : "that is named here";
}
