using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>The environment for reading settings. It collects errors so that one run shows them all.</summary>
internal sealed class SettingsContext
{
    // A document of megabytes may have an error in every line. More errors than this are not useful.
    private const int MaxErrors = 1000;

    private readonly List<ConfigurationError> errors;
    private readonly List<string> warnings;

    public SettingsContext()
        : this([], [])
    {
    }

    private SettingsContext(List<ConfigurationError> errors, List<string> warnings) => (this.errors, this.warnings) = (errors, warnings);

    /// <summary>A context for documents that name no variables and no files.</summary>
    public static SettingsContext ForDocument() => new() { Environment = _ => null, ResolvePath = path => path, IsTrusted = false };

    /// <summary>Whether the settings may name files, variables and programs of this machine. A hosts document may come from another person.</summary>
    public bool IsTrusted { get; init; } = true;

    /// <summary>Reads an environment variable that the configuration names. Null if it is not set.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>Converts a path from the configuration (<c>~/</c>, or relative to the configuration file) into an absolute path.</summary>
    public required Func<string, string> ResolvePath { get; init; }

    /// <summary>False if no secret is needed, for example for validation. Secrets are then not read.</summary>
    public bool ReadSecrets { get; init; } = true;

    /// <summary>Receives every secret that is read, so that it can be masked in all output.</summary>
    public ICollection<Secret> Secrets { get; init; } = [];

    /// <summary>All environment variables that the configuration names for secrets, whether or not they are needed.</summary>
    public IReadOnlySet<string> SecretVariables { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The first 1,000 errors, in the order in which they were reported.</summary>
    public IReadOnlyList<ConfigurationError> Errors => errors;

    /// <summary>A context that does not read secrets. It shares errors and warnings with this one.</summary>
    public SettingsContext WithoutSecrets() => new(errors, warnings) { Environment = Environment, ResolvePath = ResolvePath, Secrets = Secrets, SecretVariables = SecretVariables, IsTrusted = IsTrusted, ReadSecrets = false };

    /// <summary>Settings that are allowed but not safe. Every report contains these warnings.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    public void Warn(string message)
    {
        if (!warnings.Contains(message, StringComparer.Ordinal)) warnings.Add(message);
    }

    public void Report(string message, SourceLocation? location)
    {
        if (errors.Count < MaxErrors) errors.Add(new ConfigurationError(message, location));
    }

    /// <exception cref="ConfigurationException">Something was reported.</exception>
    public void ThrowIfAny()
    {
        if (errors.Count > 0)
            throw new ConfigurationException([.. errors.OrderBy(error => error.Location?.Line ?? 0).ThenBy(error => error.Location?.Column ?? 0)]);
    }

    /// <summary>The secret in the environment variable <paramref name="variable"/>. Empty if it is not set or too short, which is reported.</summary>
    public Secret SecretFromEnvironment(string variable, SourceLocation? location)
    {
        if (!ReadSecrets) return new Secret("");

        var source = $"The environment variable {VariableName.Shown(variable)}";
        return Keep(Environment(variable) ?? "", source, $"{source} is not set. Set it to the secret value.", location);
    }

    /// <summary>
    /// The passphrase in the environment variable <paramref name="variable"/>. A short one is accepted with a warning, because
    /// its owner chose it and masking it would make the output unreadable. Without <see cref="ReadSecrets"/> it is read if
    /// it is set. Empty if it is not set, which is reported if secrets are needed.
    /// </summary>
    /// <param name="variable">The name of the variable.</param>
    /// <param name="setting">The key that names the variable, for the warning.</param>
    /// <param name="location">The location of that key's value.</param>
    public Secret PassphraseFromEnvironment(string variable, string setting, SourceLocation? location)
    {
        var text = SecretText.Of(Environment(variable));
        if (text.Length is 0 or >= SecretText.MinLength)
            return ReadSecrets ? SecretFromEnvironment(variable, location) : Register(text);

        Warn($"The secret in the environment variable {VariableName.Shown(variable)} ({setting}) has fewer than {SecretText.MinLength} characters, so it cannot be masked in output. Use a longer one.");
        return new Secret(text);
    }

    /// <summary>The secret in a file, trimmed. Empty if it cannot be read or is too short, which is reported.</summary>
    public Secret SecretFromFile(string path, SourceLocation? location)
    {
        if (!ReadSecrets) return new Secret("");

        var source = $"The file '{SafeText.Line(path)}'";
        try
        {
            var file = ResolvePath(path);
            var secret = SecretFile.Read(file);
            // Only a warning, unlike for a private key: in containers, secrets are mounted like this.
            if (UnixFile.At(file) is { IsReadableByOthers: true })
                Warn($"{source} contains a secret, and other users of this machine can read it. Run: chmod 600 {SafeText.Line(path)}");
            return Keep(secret, source, $"{source} is empty. It must contain the secret.", location);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Report($"{source} cannot be read: {SafeText.Line(exception.Message)}", location);
            return new Secret("");
        }
    }

    private Secret Keep(string value, string source, string missing, SourceLocation? location)
    {
        var text = SecretText.Of(value);
        if (text.Length < SecretText.MinLength)
        {
            Report(text.Length == 0 ? missing : $"{source} is too short to be a secret (minimum {SecretText.MinLength} characters).", location);
            return new Secret("");
        }

        return Register(text);
    }

    private Secret Register(string text)
    {
        var secret = new Secret(text);
        if (!secret.IsEmpty) Secrets.Add(secret);
        return secret;
    }
}

/// <summary>The name of an environment variable, as a configuration gives it.</summary>
internal static class VariableName
{
    private const int MaxLength = 64;

    /// <summary>The name for a message, if it looks like a name. It may be the secret itself by mistake, which must not get into a log.</summary>
    public static string Shown(string name) =>
        name.Length is > 0 and <= MaxLength && name.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_')
            ? name
            : "that is named here";
}
