namespace Stagecraft.Bootstrap;

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

/// <summary>An error in the configuration, and its location.</summary>
public sealed record ConfigurationError(string Message, SourceLocation? Location = null)
{
    public override string ToString() => Location is { } location ? $"{location}: {Message}" : Message;
}

/// <summary>A place in a file; line and column count from 1.</summary>
public readonly record struct SourceLocation(string File, int Line, int Column)
{
    public override string ToString() => $"{SafeText.WholeLine(File)}:{Line}:{Column}";
}
