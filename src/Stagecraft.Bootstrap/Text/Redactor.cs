using System.Security;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Stagecraft.Bootstrap;

/// <summary>
/// Masks every known secret in the engine's output: the secret itself, and its common encodings (percent-encoding, JSON
/// and XML escapes, a shell's quotes, and base64, even of text that contains the secret). Also masks credentials in URLs
/// (<c>https://USER:PASSWORD@</c>).
/// </summary>
internal sealed partial class Redactor
{
    public const string Mask = "***";

    // Longest first, so that a secret that contains another is masked whole.
    private readonly string[] forms;

    public Redactor(IEnumerable<Secret> secrets) => forms = [..
        secrets.Where(secret => !secret.IsEmpty)
            .SelectMany(secret => SecretForms.Of(secret.Reveal()))
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(form => form.Length)];

    public string Redact(string text)
    {
        foreach (var form in forms)
            text = text.Replace(form, Mask, StringComparison.Ordinal);
        return UserInfo().Replace(text, "://" + Mask);
    }

    // The address of a proxy or a package archive on the host may contain a password.
    [GeneratedRegex(@"://[^\s/?#'""]{1,512}(?=@)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex UserInfo();
}

/// <summary>The forms of a secret in the encodings that programs commonly print.</summary>
internal static class SecretForms
{
    // The base64 of the shortest secret, in whole characters. Shorter base64 also occurs in ordinary text.
    private const int MinBase64 = SecretText.MinLength * 8 / 6;

    public static IEnumerable<string> Of(string secret)
    {
        yield return secret;
        // As a command's input has it. A shell may show what it reads.
        yield return secret.Replace("'", "'\\''", StringComparison.Ordinal);
        var percent = Uri.EscapeDataString(secret);
        yield return percent;
        yield return LowerHex(percent);
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret);
        var json = JavaScriptEncoder.Default.Encode(secret);
        yield return json;
        yield return LowerHex(json);
        yield return SecurityElement.Escape(secret);
        foreach (var base64 in Base64(secret).Where(form => form.Length >= MinBase64))
        {
            yield return base64;
            // https://www.rfc-editor.org/rfc/rfc4648#section-5
            yield return base64.Replace('+', '-').Replace('/', '_');
        }
    }

    // Three bytes become four characters, so the form depends on the number of bytes before the secret. The characters at
    // its ends also depend on the adjacent bytes, so they are left out.
    private static IEnumerable<string> Base64(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        for (var before = 0; before < 3; before++)
        {
            var whole = Convert.ToBase64String([.. new byte[before], .. bytes]);
            var first = (before * 8 + 5) / 6;
            var last = (before + bytes.Length) * 8 / 6;
            if (last > first) yield return whole[first..last];
        }
    }

    // %2F and \u002B may also be written %2f and \u002b.
    private static string LowerHex(string escaped)
    {
        var lower = new StringBuilder(escaped);
        for (var i = 0; i < lower.Length; i++)
        {
            var digits = lower[i] == '%' ? 2 : lower[i] == '\\' && i + 5 < lower.Length && lower[i + 1] == 'u' ? 5 : 0;
            for (var end = Math.Min(lower.Length, i + digits + 1); digits > 0 && i + 1 < end; i++)
                lower[i + 1] = char.ToLowerInvariant(lower[i + 1]);
        }

        return lower.ToString();
    }
}
