namespace Stagecraft.Bootstrap;

public sealed record BootstrapOptions
{
    /// <summary>The largest value of <see cref="MaxParallelHosts"/>.</summary>
    public const int MaxParallel = 1024;

    /// <summary>The maximum number of hosts to work on at once: 1 to <see cref="MaxParallel"/>.</summary>
    public int MaxParallelHosts { get; init; } = 16;

    /// <summary>Check mode: runs the same code, but makes no changes.</summary>
    public bool CheckOnly { get; init; }

    public DockerOptions Docker { get; init; } = new();

    public BootstrapTimeouts Timeouts { get; init; } = new();

    /// <summary>Secrets, other than the network provider's, that are masked in all output of the engine.</summary>
    public IReadOnlyList<Secret> Secrets { get; init; } = [];

    /// <summary>Warnings about the run itself, which every report contains. For example, that host keys are not checked.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Limits for each kind of remote work. The connector has its own limit for connecting.</summary>
public sealed record BootstrapTimeouts
{
    /// <summary>A probe.</summary>
    public TimeSpan Query { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>An installation, downloads included.</summary>
    public TimeSpan Install { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Joining the network.</summary>
    public TimeSpan Join { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The wait for cloud-init on a new host, and for programs that hold apt's locks.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(5);
}

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

public enum DockerInstallMethod
{
    /// <summary>Ubuntu's own packages, <c>docker.io</c> and <c>docker-compose-v2</c>.</summary>
    Apt,

    /// <summary>Docker's apt repository, <c>docker-ce</c> and its plugins.</summary>
    DockerCe,

    /// <summary>Installs nothing. A host without Docker fails.</summary>
    Skip,
}
