using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Settings;

/// <summary>What reading settings needs from outside, and where its findings go. Errors are collected so that one run shows them all.</summary>
public sealed class SettingsContext
{
    // A document of megabytes may be wrong in every line; nobody reads further than this.
    private const int MaxErrors = 1000;

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

    /// <summary>The secret in the environment variable <paramref name="variable"/>; an empty one where it is unset, which is reported.</summary>
    public Secret SecretFromEnvironment(string variable, SourceLocation? location)
    {
        if (!ReadSecrets) return new Secret("");

        var secret = Keep(Environment(variable) ?? "");
        if (secret.IsEmpty)
            Report($"The environment variable {VariableName.Shown(variable)} is not set. Set it to the secret that this names.", location);
        return secret;
    }

    /// <summary>The secret in a file, trimmed; an empty one where it cannot be read, which is reported.</summary>
    public Secret SecretFromFile(string path, SourceLocation? location)
    {
        if (!ReadSecrets) return new Secret("");

        try
        {
            var secret = Keep(SecretFile.Read(ResolvePath(path)));
            if (secret.IsEmpty)
                Report($"The file '{SafeText.Line(path)}' is empty. It must hold the secret.", location);
            return secret;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Report($"The file '{SafeText.Line(path)}' cannot be read: {SafeText.Line(exception.Message)}", location);
            return new Secret("");
        }
    }

    // What editors and shells put around it: line breaks, and a byte order mark.
    private Secret Keep(string value)
    {
        var secret = new Secret(value.Trim().TrimStart('\ufeff'));
        if (!secret.IsEmpty) Secrets.Add(secret);
        return secret;
    }
}
