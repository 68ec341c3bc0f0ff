namespace Stagecraft.Bootstrap.Settings;

/// <summary>An error in the configuration, and its location.</summary>
public sealed record ConfigurationError(string Message, SourceLocation? Location = null)
{
    public override string ToString() => Location is { } location ? $"{location}: {Message}" : Message;
}
