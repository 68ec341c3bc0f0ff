namespace Stagecraft.Bootstrap.Results;

/// <summary>What was proven about a host; null where a step did not get that far.</summary>
public sealed record HostFacts
{
    public string? DockerVersion { get; init; }

    public string? ComposeVersion { get; init; }

    /// <summary>The host's fully qualified name in the mesh network.</summary>
    public string? Fqdn { get; init; }
}
