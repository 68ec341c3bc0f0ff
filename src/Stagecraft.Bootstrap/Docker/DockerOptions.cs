namespace Stagecraft.Bootstrap.Docker;

public sealed record DockerOptions
{
    /// <summary>False: the Docker step is skipped, the network step still runs.</summary>
    public bool Enabled { get; init; } = true;

    public DockerInstallMethod InstallMethod { get; init; } = DockerInstallMethod.Apt;

    /// <summary>Null for <c>latest</c>: whatever works is fine. Otherwise a version or its leading parts, for example <c>27.5</c>.</summary>
    public string? Version { get; init; }

    /// <summary>Replaces the base URL <c>https://download.docker.com/linux/ubuntu</c> of <see cref="DockerInstallMethod.DockerCe"/>.</summary>
    public string? Mirror { get; init; }

    /// <summary>The fingerprint (40 hex digits) of a mirror's own signing key, where it signs its index itself.</summary>
    public string? MirrorKeyFingerprint { get; init; }

    /// <summary>False: a host without Compose v2 is ready all the same.</summary>
    public bool ComposeRequired { get; init; } = true;
}
