namespace Stagecraft.Bootstrap.Docker;

public sealed record DockerOptions
{
    /// <summary>If false, the Docker step is skipped. The network steps still run.</summary>
    public bool Enabled { get; init; } = true;

    public DockerInstallMethod InstallMethod { get; init; } = DockerInstallMethod.Apt;

    /// <summary>Null for <c>latest</c>, which accepts any version. Otherwise a version or its leading parts, for example <c>27.5</c>.</summary>
    public string? Version { get; init; }

    /// <summary>Replaces the base URL <c>https://download.docker.com/linux/ubuntu</c> of <see cref="DockerInstallMethod.DockerCe"/>.</summary>
    public string? Mirror { get; init; }

    /// <summary>The fingerprint (40 hex digits) of the mirror's signing key, if the mirror signs its index itself.</summary>
    public string? MirrorKeyFingerprint { get; init; }

    /// <summary>If false, a host without Compose v2 can be ready.</summary>
    public bool ComposeRequired { get; init; } = true;
}
