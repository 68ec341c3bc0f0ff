using System.Text.RegularExpressions;

namespace Stagecraft.Bootstrap.Text;

/// <summary>
/// Masks every known secret in the engine's output: the secret itself, and its common encodings (percent-encoding, JSON
/// and XML escapes, and base64, even of text that contains the secret). Also masks credentials in URLs
/// (<c>https://USER:PASSWORD@</c>).
/// </summary>
public sealed partial class Redactor
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
        return text.Contains("://", StringComparison.Ordinal) ? UserInfo().Replace(text, Mask) : text;
    }

    // The address of a proxy or a package archive on the host may contain a password.
    [GeneratedRegex(@"(?<=://)[^\s/?#'""]{1,512}(?=@)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex UserInfo();
}
