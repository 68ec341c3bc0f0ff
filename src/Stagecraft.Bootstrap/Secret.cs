namespace Stagecraft.Bootstrap;

/// <summary>A value that must never be shown. It prints as <c>***</c>. Only <see cref="Reveal"/> returns it.</summary>
/// <param name="value">The value. The engine masks it in all output, so it should have 5 characters or more.</param>
public sealed class Secret(string value)
{
    /// <summary>True if the value is an empty string.</summary>
    public bool IsEmpty => value.Length == 0;

    /// <summary>Returns the value. Do not put the result into an argument, a message or a log.</summary>
    public string Reveal() => value;

    /// <summary><c>***</c>.</summary>
    public override string ToString() => Redactor.Mask;
}

/// <summary>The text of secrets in variables and files.</summary>
internal static class SecretText
{
    /// <summary>
    /// In characters. Every secret is masked wherever it occurs. A shorter one would occur in ordinary text and make the
    /// output unreadable, so it is refused. The exception is a passphrase that its owner chose: a shorter one is accepted
    /// with a warning and is not masked.
    /// </summary>
    public const int MinLength = 5;

    /// <summary>Removes what editors and shells add: line breaks and a byte order mark.</summary>
    public static string Of(string? value) => value?.Trim().TrimStart('\ufeff') ?? "";
}
