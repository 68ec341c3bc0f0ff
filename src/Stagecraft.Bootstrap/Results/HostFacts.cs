namespace Stagecraft.Bootstrap.Results;

/// <summary>Verified facts about a host. A property is null if the run did not get far enough to verify it.</summary>
public sealed record HostFacts
{
    public string? DockerVersion { get; init; }

    public string? ComposeVersion { get; init; }

    /// <summary>The host's fully qualified name in the mesh network.</summary>
    public string? Fqdn { get; init; }
}
