using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>The environment for reading settings. It collects errors so that one run shows them all.</summary>
internal sealed class SettingsContext
{
    // A document of megabytes may have an error in every line. More errors than this are not useful.
    private const int MaxErrors = 1000;

    private readonly List<ConfigurationError> errors;
    private readonly List<string> warnings;
    private readonly List<ConfigurationError> notes;

    public SettingsContext()
        : this([], [], [], new(ReferenceEqualityComparer.Instance))
    {
    }

    private SettingsContext(List<ConfigurationError> errors, List<string> warnings, List<ConfigurationError> notes, Dictionary<SettingsEntry, string> keys) =>
        (this.errors, this.warnings, this.notes, Keys) = (errors, warnings, notes, keys);

    /// <summary>A context for documents of other people, which name no variables and no files.</summary>
    public static SettingsContext ForDocument() => new() { Environment = _ => null, ResolvePath = path => path, IsTrusted = false };

    /// <summary>False for documents that could come from another person. They must not select variables, files or programs of this machine.</summary>
    public bool IsTrusted { get; init; } = true;

    /// <summary>The documented spelling of each key that was read. A key that is data, such as a name, has none.</summary>
    public Dictionary<SettingsEntry, string> Keys { get; }

    /// <summary>The name of a key in messages.</summary>
    public Func<string, string> KeyName { get; init; } = key => key;

    /// <summary>The name of a value in messages, given the path of its section (never empty) and the name of its key.</summary>
    public Func<string, string, string> NameOf { get; init; } = (path, key) => $"{path}.{key}";

    /// <summary>Reads an environment variable that the configuration names. Null if it is not set.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>Converts a path from the configuration (<c>~/</c>, or relative to the configuration file) into an absolute path.</summary>
    public required Func<string, string> ResolvePath { get; init; }

    /// <summary>False if no secret is needed, for example for validation. Secrets are then not read.</summary>
    public bool ReadSecrets { get; init; } = true;

    /// <summary>False if no host will be connected to. Secrets that only hosts need are then not read.</summary>
    public bool ReadHostSecrets { get; init; } = true;

    /// <summary>Receives every secret that is read, so that it can be masked in all output.</summary>
    public ICollection<Secret> Secrets { get; init; } = [];

    /// <summary>All environment variables that the configuration names for secrets, whether or not they are needed.</summary>
    public IReadOnlySet<string> SecretVariables { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The first 1,000 errors, in the order in which they were reported.</summary>
    public IReadOnlyList<ConfigurationError> Errors => errors;

    /// <summary>A context that does not read secrets. It shares errors and warnings with this one.</summary>
    public SettingsContext WithoutSecrets() => new(errors, warnings, notes, Keys) { Environment = Environment, ResolvePath = ResolvePath, Secrets = Secrets, SecretVariables = SecretVariables, IsTrusted = IsTrusted, KeyName = KeyName, NameOf = NameOf, ReadSecrets = false, ReadHostSecrets = false };

    /// <summary>Settings that are allowed but not safe. Every report contains these warnings.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    public void Warn(string message)
    {
        if (!warnings.Contains(message, StringComparer.Ordinal)) warnings.Add(message);
    }

    /// <summary>What a run would fail with on this machine, although the configuration is valid. Validation shows it.</summary>
    public IReadOnlyList<ConfigurationError> Notes => notes;

    public void Note(string message, SourceLocation? location) => notes.Add(new ConfigurationError(message, location));

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
    /// <param name="variable">The name of the variable.</param>
    /// <param name="setting">The key that names the variable, for messages.</param>
    /// <param name="location">The location of that key's value.</param>
    public Secret SecretFromEnvironment(string variable, string setting, SourceLocation? location)
    {
        if (!ReadSecrets) return new Secret("");

        var source = $"The environment variable {VariableName.Shown(variable)}";
        return Keep(Environment(variable) ?? "", source, Missing(variable, setting), location);
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
            return ReadSecrets ? SecretFromEnvironment(variable, setting, location) : Register(text);

        return Short(text, $"environment variable {VariableName.Shown(variable)}", setting);
    }

    /// <summary>The password for sudo in the environment variable <paramref name="variable"/>, with the rules of passphrases. Empty if it is not set, which is reported.</summary>
    /// <param name="variable">The name of the variable.</param>
    /// <param name="setting">The key that names the variable, for the warning.</param>
    /// <param name="location">The location of that key's value.</param>
    public Secret PasswordFromEnvironment(string variable, string setting, SourceLocation? location)
    {
        var source = $"environment variable {VariableName.Shown(variable)}";
        return KeepPassword(Environment(variable) ?? "", source, setting, Missing(variable, setting), location);
    }

    /// <summary>The password for sudo in a file, with the rules of passphrases. Empty if the file cannot be read or is empty, which is reported.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="setting">The key that names the file, for the warning.</param>
    /// <param name="location">The location of that key's value.</param>
    public Secret PasswordFromFile(string path, string setting, SourceLocation? location)
    {
        var source = $"file '{SafeText.Line(path)}'";
        return ReadFile(path, location) is { } text
            ? KeepPassword(text, source, setting, $"The {source} is empty. It must contain the secret.", location)
            : new Secret("");
    }

    private string Missing(string variable, string setting) =>
        $"The environment variable {VariableName.Shown(variable)} is {(Environment(variable) is null ? "not set" : "empty")}. Set it to the secret for {setting}.";

    private Secret KeepPassword(string value, string source, string setting, string missing, SourceLocation? location)
    {
        var text = SecretText.Of(value);
        if (text.Length >= SecretText.MinLength) return Register(text);
        if (text.Length > 0) return Short(text, source, setting);
        Report(missing, location);
        return new Secret("");
    }

    private Secret Short(string text, string source, string setting)
    {
        Warn($"The secret in the {source} ({setting}) has fewer than {SecretText.MinLength} characters, so it cannot be masked in output. Use a longer one.");
        return new Secret(text);
    }

    /// <summary>The secret in a file, trimmed. Empty if it cannot be read or is too short, which is reported.</summary>
    public Secret SecretFromFile(string path, SourceLocation? location)
    {
        if (!ReadSecrets)
        {
            NoteMissing(path, location);
            return new Secret("");
        }

        return ReadFile(path, location) is { } secret
            ? Keep(secret, $"The file '{SafeText.Line(path)}'", $"The file '{SafeText.Line(path)}' is empty. It must contain the secret.", location)
            : new Secret("");
    }

    /// <summary>Notes that a file does not exist.</summary>
    public void NoteMissing(string path, SourceLocation? location)
    {
        if (!string.IsNullOrWhiteSpace(path) && !path.Contains('\0', StringComparison.Ordinal) && !File.Exists(ResolvePath(path)))
            Note($"The file '{SafeText.Line(path)}' does not exist.", location);
    }

    // Null if it cannot be read, which is reported.
    private string? ReadFile(string path, SourceLocation? location)
    {
        var source = $"The file '{SafeText.Line(path)}'";
        try
        {
            var file = ResolvePath(path);
            var secret = SecretFile.Read(file);
            // Only a warning, unlike for a private key: in containers, secrets are mounted like this.
            if (UnixFile.At(file) is { IsReadableByOthers: true })
                Warn($"{source} contains a secret, and other users of this machine can read it. Run: chmod 600 {SafeText.Line(path)}");
            return secret;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Report($"{source} cannot be read: {SafeText.Line(exception.Message)}", location);
            return null;
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
