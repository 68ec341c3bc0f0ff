using System.Text;
using System.Text.RegularExpressions;
using Stagecraft.Testing;

namespace Stagecraft.Hostile.Tests.Secrets;

/// <summary>A secret that tests search for, in every form in which it can occur.</summary>
internal static partial class Canary
{
    /// <summary>Each has characters that URLs, JSON and XML escape, around a word that they do not escape.</summary>
    public const string Key = "tskey-auth-x+/CANARYKEY/+<&>\\1";

    public const string Token = "dop_v1+/CANARYTOKEN/+\"<&>'\\1";

    public const string Passphrase = "pass phrase+/CANARYPASS/+\"<&>'\\1";

    public const string SudoPassword = "sudo word+/CANARYSUDO/+\"<&>'\\1";

    private static readonly string[] Words = ["CANARYKEY", "CANARYTOKEN", "CANARYPASS", "CANARYSUDO"];

    public static void AssertNowhere(string text, string where)
    {
        foreach (var word in Words)
            Assert.IsFalse(Holds(text, word), $"{where} holds {word}: {text}");
    }

    /// <summary>Unchanged, or in base64 at any offset.</summary>
    public static bool Holds(string text, string word) =>
        text.Contains(word, StringComparison.OrdinalIgnoreCase)
        || Base64().Matches(text).Any(run => Enumerable.Range(0, 4).Any(start => Decodes(run.Value, start, word)));

    private static bool Decodes(string base64, int start, string word)
    {
        var usable = base64.Replace('-', '+').Replace('_', '/')[Math.Min(start, base64.Length)..];
        usable = usable[..(usable.Length / 4 * 4)];
        return Encoding.Latin1.GetString(Convert.FromBase64String(usable)).Contains(word, StringComparison.Ordinal);
    }

    [GeneratedRegex("[A-Za-z0-9+/_-]{8,}", RegexOptions.None, matchTimeoutMilliseconds: Eventually.LimitMilliseconds)]
    private static partial Regex Base64();
}
