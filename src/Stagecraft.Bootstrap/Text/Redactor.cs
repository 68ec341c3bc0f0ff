namespace Stagecraft.Bootstrap.Text;

/// <summary>Replaces every known secret in text that leaves the engine.</summary>
public sealed class Redactor
{
    public const string Mask = "***";

    // Longest first, so that a secret that contains another is masked whole.
    private readonly string[] secrets;

    public Redactor(IEnumerable<Secret> secrets) => this.secrets = [..
        secrets.Where(secret => !secret.IsEmpty)
            .Select(secret => secret.Reveal())
            .SelectMany(value => new[] { value, Uri.EscapeDataString(value) })
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(value => value.Length)];

    public string Redact(string text)
    {
        foreach (var secret in secrets)
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        return text;
    }
}
