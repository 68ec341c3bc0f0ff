namespace Stagecraft.Bootstrap.Settings;

/// <summary>One thing that is wrong with the configuration, and where.</summary>
public sealed record ConfigurationError(string Message, SourceLocation? Location = null)
{
    public override string ToString() => Location is { } location ? $"{location}: {Message}" : Message;
}
