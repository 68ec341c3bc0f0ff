namespace Stagecraft.Providers.Tailscale;

/// <summary>Reads a client's version, which may carry its build: <c>1.98.8-t1241b225b-g0520dfda5</c>.</summary>
internal static class ClientVersion
{
    /// <summary>Null if <paramref name="text"/> is not a version of two to four numbers.</summary>
    public static Version? Parse(string text) => Version.TryParse(text.Split('-')[0], out var version) ? version : null;
}
