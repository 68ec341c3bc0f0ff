namespace Stagecraft.Bootstrap;

/// <summary>The configuration, or a value of the options, is invalid, so the run cannot start. No host was contacted.</summary>
/// <remarks>The message has one line per error.</remarks>
public sealed class ConfigurationException : Exception
{
    /// <summary>Creates an exception for a single error that is not in a file.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public ConfigurationException(string message)
        : this(message, location: null)
    {
    }

    internal ConfigurationException(string message, SourceLocation? location)
        : this([new ConfigurationError(message, location)])
    {
    }

    internal ConfigurationException(IReadOnlyList<ConfigurationError> errors)
        : base(string.Join('\n', errors)) => Errors = errors;

    /// <summary>At least one, in the order of the file.</summary>
    internal IReadOnlyList<ConfigurationError> Errors { get; }
}

/// <summary>An error in the configuration, and its location.</summary>
/// <param name="Message">What is wrong, and what to do.</param>
/// <param name="Location">Where it is. Null if it is not in a file.</param>
internal sealed record ConfigurationError(string Message, SourceLocation? Location = null)
{
    /// <summary>The location, if there is one, and the message.</summary>
    public override string ToString() => Location is { } location ? $"{location}: {Message}" : Message;
}

/// <summary>A place in a file; line and column count from 1.</summary>
/// <param name="File">The name of the file, for messages.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
internal readonly record struct SourceLocation(string File, int Line, int Column)
{
    /// <summary><c>FILE:LINE:COLUMN</c>.</summary>
    public override string ToString() => $"{SafeText.WholeLine(File)}:{Line}:{Column}";
}
