using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Settings;

/// <summary>What reading settings needs from outside, and where its findings go. Errors are collected so that one run shows them all.</summary>
public sealed class SettingsContext
{
    // A document of megabytes may be wrong in every line; nobody reads further than this.
    private const int MaxErrors = 1000;

    private readonly List<ConfigurationError> errors;
    private readonly List<string> warnings;

    public SettingsContext()
        : this([], [])
    {
    }

    private SettingsContext(List<ConfigurationError> errors, List<string> warnings) => (this.errors, this.warnings) = (errors, warnings);

    /// <summary>Reads an environment variable that the configuration names; null where it is unset.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>Turns a path as it is written (<c>~/</c>, relative to the configuration file) into an absolute one.</summary>
    public required Func<string, string> ResolvePath { get; init; }

    /// <summary>False where nothing will be done that needs a secret, such as a validation: none is then read.</summary>
    public bool ReadSecrets { get; init; } = true;

    /// <summary>Gets every secret that is read, so that whoever prints anything can mask it.</summary>
    public ICollection<Secret> Secrets { get; init; } = [];

    /// <summary>Every environment variable that the configuration names as the place of a secret, whether it is needed or not.</summary>
    public IReadOnlySet<string> SecretVariables { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The first thousand, as they were reported.</summary>
    public IReadOnlyList<ConfigurationError> Errors => errors;

    /// <summary>A context that reads no secret; what is reported to either is in both.</summary>
    public SettingsContext WithoutSecrets() => new(errors, warnings) { Environment = Environment, ResolvePath = ResolvePath, Secrets = Secrets, SecretVariables = SecretVariables, ReadSecrets = false };

    /// <summary>What is allowed and not safe; every report says so.</summary>
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

    /// <summary>The secret in the environment variable <paramref name="variable"/>; an empty one where it is unset or too short for one, which is reported.</summary>
    public Secret SecretFromEnvironment(string variable, SourceLocation? location)
    {
        if (!ReadSecrets) return new Secret("");

        var source = $"The environment variable {VariableName.Shown(variable)}";
        return Keep(Environment(variable) ?? "", source, $"{source} is not set. Set it to the secret that this names.", location);
    }

    /// <summary>The secret in a file, trimmed; an empty one where it cannot be read or is too short for one, which is reported.</summary>
    public Secret SecretFromFile(string path, SourceLocation? location)
    {
        if (!ReadSecrets) return new Secret("");

        var source = $"The file '{SafeText.Line(path)}'";
        try
        {
            var file = ResolvePath(path);
            var secret = SecretFile.Read(file);
            // A warning, and no error as for a private key: in containers secrets are mounted like this.
            if (UnixFile.At(file) is { IsReadableByOthers: true })
                Warn($"{source} holds a secret, and other users of this machine can read it. Run: chmod 600 {SafeText.Line(path)}");
            return Keep(secret, source, $"{source} is empty. It must hold the secret.", location);
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
            Report(text.Length == 0 ? missing : $"{source} holds fewer than {SecretText.MinLength} characters. That is no secret: put the whole of it there.", location);
            return new Secret("");
        }

        var secret = new Secret(text);
        Secrets.Add(secret);
        return secret;
    }
}
