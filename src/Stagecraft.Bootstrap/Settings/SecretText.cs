namespace Stagecraft.Bootstrap.Settings;

/// <summary>A secret, as it is kept in variables and files.</summary>
public static class SecretText
{
    /// <summary>
    /// Characters. Every secret is masked wherever it stands, and a shorter one stands in any text: nothing that a host
    /// says could be read any more. No key or token is so short, and ssh-keygen takes no passphrase that is.
    /// </summary>
    public const int MinLength = 5;

    /// <summary>Without what editors and shells put around it: line breaks, and a byte order mark.</summary>
    public static string Of(string? value) => value?.Trim().TrimStart('\ufeff') ?? "";
}
