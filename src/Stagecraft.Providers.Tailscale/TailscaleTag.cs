using System.Buffers;

namespace Stagecraft.Providers.Tailscale;

/// <summary>The form of an ACL tag: https://github.com/tailscale/tailscale/blob/main/tailcfg/tailcfg.go (CheckTag)</summary>
internal static class TailscaleTag
{
    public const string Prefix = "tag:";

    public const string Form = "'tag:', a letter, then letters, digits and hyphens";

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    public static bool IsValid(string tag) =>
        tag.StartsWith(Prefix, StringComparison.Ordinal)
        && tag.Length > Prefix.Length
        && char.IsAsciiLetter(tag[Prefix.Length])
        && !tag.AsSpan(Prefix.Length).ContainsAnyExcept(NameCharacters);
}
