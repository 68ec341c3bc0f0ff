using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Settings;

/// <summary>What reading settings needs from outside, and where its findings go. Errors are collected so that one run shows them all.</summary>
public sealed class SettingsContext
{
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

    public IReadOnlyList<ConfigurationError> Errors => errors;

    /// <summary>A context that reads no secret; what is reported to either is in both.</summary>
    public SettingsContext WithoutSecrets() => new(errors) { Environment = Environment, ResolvePath = ResolvePath, ReadSecrets = false };

    public void Report(string message, SourceLocation? location) => errors.Add(new ConfigurationError(message, location));

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

        var value = Environment(variable)?.Trim() ?? "";
        if (value.Length == 0)
            Report($"The environment variable {SafeText.Line(variable)} is not set. Set it to the secret that this names.", location);
        return new Secret(value);
    }

    /// <summary>The secret in a file, trimmed; an empty one where it cannot be read, which is reported.</summary>
    public Secret SecretFromFile(string path, SourceLocation? location)
    {
        if (!ReadSecrets) return new Secret("");

        try
        {
            var value = File.ReadAllText(ResolvePath(path)).Trim();
            if (value.Length == 0)
                Report($"The file '{SafeText.Line(path)}' is empty. It must hold the secret.", location);
            return new Secret(value);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Report($"The file '{SafeText.Line(path)}' cannot be read: {SafeText.Line(exception.Message)}", location);
            return new Secret("");
        }
    }
}
