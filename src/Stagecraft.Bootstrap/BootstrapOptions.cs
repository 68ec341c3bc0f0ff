namespace Stagecraft.Bootstrap;

/// <summary>How a <see cref="BootstrapEngine"/> works. Each property has a default.</summary>
public sealed record BootstrapOptions
{
    /// <summary>The largest value of <see cref="MaxParallelHosts"/>.</summary>
    public const int MaxParallel = 1024;

    /// <summary>The maximum number of hosts to work on at once: 1 to <see cref="MaxParallel"/>. The default is 16.</summary>
    public int MaxParallelHosts { get; init; } = 16;

    /// <summary>Check mode: runs the same code, but makes no changes. The default is false.</summary>
    public bool CheckOnly { get; init; }

    /// <summary>What to install of Docker, and from where.</summary>
    public DockerOptions Docker { get; init; } = new();

    /// <summary>The limits of remote work.</summary>
    public BootstrapTimeouts Timeouts { get; init; } = new();

    /// <summary>
    /// The password that <c>sudo</c> asks for, if hosts are not bootstrapped as root. <see cref="Host.SudoPassword"/> overrides it.
    /// It must be one line. The default is null, for accounts that can run <c>sudo</c> without a password.
    /// </summary>
    public Secret? SudoPassword { get; init; }

    /// <summary>Secrets, other than the network provider's and sudo passwords, that are masked in all output of the engine. The default is none.</summary>
    public IReadOnlyList<Secret> Secrets { get; init; } = [];

    /// <summary>Warnings about the run itself, which every report contains. For example, that host keys are not checked. The default is none.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <exception cref="ConfigurationException">A value is not valid.</exception>
    internal void Require()
    {
        OptionRules.Require(nameof(BootstrapOptions), MaxParallelHosts is >= 1 and <= MaxParallel
            ? []
            : [new(nameof(MaxParallelHosts), $"is {MaxParallelHosts}; it must be from 1 to {MaxParallel}.")]);
        OptionRules.Require(nameof(BootstrapOptions), SudoPassword is { } password && OptionRules.SudoPassword(password) is { } why ? [new(nameof(SudoPassword), why)] : []);
        OptionRules.Require(nameof(DockerOptions), Docker.Problems());
        OptionRules.Require(nameof(BootstrapTimeouts), Timeouts.Problems());
    }
}

/// <summary>Limits for each kind of remote work: more than zero, and at most a day. The connector has its own limit for connecting.</summary>
public sealed record BootstrapTimeouts
{
    /// <summary>The limit for a probe. The default is 60 seconds.</summary>
    public TimeSpan Query { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The limit for an installation, downloads included. The default is 15 minutes.</summary>
    public TimeSpan Install { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The limit for joining the network. The default is 2 minutes.</summary>
    public TimeSpan Join { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The limit for waiting for cloud-init on a new host, and for programs that hold apt's locks. The default is 5 minutes.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(5);

    internal IEnumerable<OptionProblem> Problems()
    {
        foreach (var (name, limit) in ((string, TimeSpan)[])[(nameof(Query), Query), (nameof(Install), Install), (nameof(Join), Join), (nameof(Settle), Settle)])
        {
            if (OptionRules.Duration(limit) is { } why) yield return new(name, why);
        }
    }
}

/// <summary>What to install of Docker, and from where.</summary>
public sealed record DockerOptions
{
    private const string Latest = "latest";

    /// <summary>If false, the Docker step is skipped. The network steps still run. The default is true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The source of the packages. The default is <see cref="DockerInstallMethod.Apt"/>.</summary>
    public DockerInstallMethod InstallMethod { get; init; } = DockerInstallMethod.Apt;

    /// <summary>The version that a host needs, or its leading parts, for example <c>27.5</c>. Null, the default, and <c>latest</c> accept any version.</summary>
    public string? Version { get; init => field = value == Latest ? null : value; }

    /// <summary>
    /// Replaces the base URL <c>https://download.docker.com/linux/{id}</c> of <see cref="DockerInstallMethod.DockerCe"/>.
    /// On each host, <c>{id}</c> becomes its distribution (<c>debian</c> or <c>ubuntu</c>), and <c>{codename}</c> the name
    /// of its release, for example <c>trixie</c>. The default is null.
    /// </summary>
    public string? Mirror { get; init => field = value?.TrimEnd('/'); }

    /// <summary>The fingerprint (40 hex digits) of the mirror's signing key, if the mirror signs its index itself. The default is null.</summary>
    public string? MirrorKeyFingerprint { get; init => field = value?.ToUpperInvariant(); }

    /// <summary>If false, a host without Compose v2 can be ready. The default is true.</summary>
    public bool ComposeRequired { get; init; } = true;

    /// <summary>The base URL of Docker's repository, or of a mirror, for one platform.</summary>
    internal static string ForPlatform(string url, string id, string codename) =>
        url.Replace("{id}", id, StringComparison.Ordinal).Replace("{codename}", codename, StringComparison.Ordinal);

    /// <summary>Checks the values, because some of them become script arguments.</summary>
    internal IEnumerable<OptionProblem> Problems()
    {
        if (Version is { } version && !(RemoteScript.IsWord(version) && char.IsAsciiDigit(version[0])))
            yield return new(nameof(Version), "must be 'latest', or a version or version prefix as printed by 'docker version', such as 27.5 or 27.5.1.");
        if (Mirror is { } mirror && !PlainUrl.IsArgument(ForPlatform(mirror, "debian", "trixie")))
            yield return new(nameof(Mirror), "must be an http or https URL without user, query or unusual characters, such as https://mirror.example.com/docker/linux/{id}. {id} and {codename} are the only placeholders.");
        if (Mirror is not null && InstallMethod != DockerInstallMethod.DockerCe)
            yield return new(nameof(Mirror), "requires 'installMethod: docker-ce'. Set that, or remove the mirror.");
        if (MirrorKeyFingerprint is not { } fingerprint) yield break;
        if (OptionRules.Fingerprint(fingerprint) is { } why) yield return new(nameof(MirrorKeyFingerprint), why);
        if (Mirror is null) yield return new(nameof(MirrorKeyFingerprint), "requires 'mirror'. Set the mirror, or remove the fingerprint.");
    }
}

/// <summary>The source of Docker's packages.</summary>
public enum DockerInstallMethod
{
    /// <summary>The distribution's own packages, for example Ubuntu's <c>docker.io</c> and <c>docker-compose-v2</c>.</summary>
    Apt,

    /// <summary>Docker's apt repository, <c>docker-ce</c> and its plugins.</summary>
    DockerCe,

    /// <summary>Installs nothing. A host without Docker fails.</summary>
    Skip,
}
