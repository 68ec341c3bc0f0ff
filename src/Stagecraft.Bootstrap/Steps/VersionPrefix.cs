namespace Stagecraft.Bootstrap;

/// <summary>Compares versions with a configured one, which may have fewer parts.</summary>
internal static class VersionPrefix
{
    /// <summary>27.5 accepts 27.5.1, but not 27.50.</summary>
    public static bool Matches(string installed, string wanted) =>
        installed.StartsWith(wanted, StringComparison.Ordinal)
        && (installed.Length == wanted.Length || !char.IsAsciiDigit(installed[wanted.Length]));
}
