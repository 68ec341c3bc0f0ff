namespace Stagecraft.Bootstrap.Settings;

/// <summary>The configuration is invalid, so the run cannot start. No host was contacted.</summary>
public sealed class ConfigurationException(IReadOnlyList<ConfigurationError> errors)
    : Exception(string.Join('\n', errors))
{
    public ConfigurationException(string message, SourceLocation? location = null)
        : this([new ConfigurationError(message, location)])
    {
    }

    /// <summary>At least one, in the order of the file.</summary>
    public IReadOnlyList<ConfigurationError> Errors { get; } = errors;
}
