using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Settings;

/// <summary>What reading settings needs from outside, and where its findings go. Errors are collected so that one run shows them all.</summary>
public sealed class SettingsContext
{
    // A document of megabytes may be wrong in every line; nobody reads further than this.
    private const int MaxErrors = 1000;

    // Every secret is masked wherever it stands, and a shorter one stands in any text: nothing that a host says could be
    // read any more. No key or token is so short, and ssh-keygen takes no passphrase that is.
    private const int MinSecretLength = 5;

    private readonly List<ConfigurationError> errors;

    public SettingsContext()
        : this([])
    {
    }

    private SettingsContext(List<ConfigurationError> errors) => this.errors = errors;

    /// <summary>Reads an environment variable that the configuration names; null where it is unset.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>Turns a path as it is written (<c>~/</c>, relative to the configuration file) into an absolute one.</summary>
    public required Func<string, string> ResolvePath { get; init; }

    /// <summary>False where nothing will be done that needs a secret, such as a validation: none is then read.</summary>
    public bool ReadSecrets { get; init; } = true;

    /// <summary>Gets every secret that is read, so that whoever prints anything can mask it.</summary>
    public ICollection<Secret> Secrets { get; init; } = [];

    /// <summary>The first thousand, as they were reported.</summary>
    public IReadOnlyList<ConfigurationError> Errors => errors;

    /// <summary>A context that reads no secret; what is reported to either is in both.</summary>
    public SettingsContext WithoutSecrets() => new(errors) { Environment = Environment, ResolvePath = ResolvePath, Secrets = Secrets, ReadSecrets = false };

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
            return Keep(SecretFile.Read(ResolvePath(path)), source, $"{source} is empty. It must hold the secret.", location);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Report($"{source} cannot be read: {SafeText.Line(exception.Message)}", location);
            return new Secret("");
        }
    }

    private Secret Keep(string value, string source, string missing, SourceLocation? location)
    {
        // What editors and shells put around it: line breaks, and a byte order mark.
        var text = value.Trim().TrimStart('\ufeff');
        if (text.Length < MinSecretLength)
        {
            Report(text.Length == 0 ? missing : $"{source} holds fewer than {MinSecretLength} characters. That is no secret: put the whole of it there.", location);
            return new Secret("");
        }

        var secret = new Secret(text);
        Secrets.Add(secret);
        return secret;
    }
}
