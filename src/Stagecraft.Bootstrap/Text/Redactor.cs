using System.Text.RegularExpressions;

namespace Stagecraft.Bootstrap.Text;

/// <summary>
/// Replaces every known secret in text that leaves the engine: as it is, and as programs commonly print it, which is
/// percent-encoded, escaped in JSON or XML, and in base64, also where that holds more than the secret. And whoever
/// logs in in a URL: <c>https://USER:PASSWORD@</c>.
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

    // A proxy or an archive of the host's owner may have its password in its address.
    [GeneratedRegex(@"(?<=://)[^\s/?#'""]{1,512}(?=@)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex UserInfo();
}
