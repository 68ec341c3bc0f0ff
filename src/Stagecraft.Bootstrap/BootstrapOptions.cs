using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stagecraft.Bootstrap;

/// <summary>How a <see cref="BootstrapEngine"/> works. Each property has a default.</summary>
public sealed record BootstrapOptions
{
    /// <summary>The largest value of <see cref="MaxParallelHosts"/>.</summary>
    public const int MaxParallel = 1024;

    /// <summary>The maximum number of hosts to work on at once: 1 to <see cref="MaxParallel"/>. The default is 16.</summary>
    public int MaxParallelHosts { get; init; } = 16;

    /// <summary>
    /// The size of a batch. Every host of a batch finishes before the next batch starts; batches are in the order of the hosts.
    /// A percentage is of all hosts of the run. Null, the default, means one batch.
    /// </summary>
    public HostCount? Serial { get; init; }

    /// <summary>
    /// The number of hosts that may fail. If more have failed at the end of a batch, no further batch starts, and its hosts are
    /// reported as skipped. A percentage is of all hosts of the run. Requires <see cref="Serial"/>: within a batch, the result
    /// would depend on which host fails first. The default is null, for no limit.
    /// </summary>
    public HostCount? MaxFail { get; init; }

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
        OptionRules.Require(nameof(BootstrapOptions), Serial is { Number: 0 } ? [new(nameof(Serial), "must be at least 1 host or 1%.")] : []);
        OptionRules.Require(nameof(BootstrapOptions), MaxFail is not null && Serial is null ? [new(nameof(MaxFail), $"requires {nameof(Serial)}.")] : []);
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

    /// <summary>
    /// The keys of <c>/etc/docker/daemon.json</c> to set, as a JSON object. They are merged into the host's file: objects key
    /// by key, other values are replaced, and keys that are not named here stay. The default is null.
    /// </summary>
    public string? Daemon { get; init; }

    /// <summary>When the daemon may be restarted to load settings that it does not reload. The default is <see cref="DockerRestart.Idle"/>.</summary>
    public DockerRestart Restart { get; init; } = DockerRestart.Idle;

    /// <summary>The proxy that the daemon uses, for example to pull images. The default is null: the host's configuration is not changed.</summary>
    public DockerProxy? Proxy { get; init; }

    /// <summary>
    /// The accounts on the host that become members of the group <c>docker</c>. They must exist. Members of that group are
    /// equivalent to root. The default is none.
    /// </summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>If true, the packages of Docker are held at their version (<c>apt-mark hold</c>). Existing holds stay. The default is false.</summary>
    public bool Hold { get; init; }

    /// <summary>The keys of <see cref="Daemon"/>. Null if there are none, or if the text is not a JSON object.</summary>
    internal JsonObject? DaemonJson()
    {
        try
        {
            return Daemon is null ? null : DockerDaemonFile.Parse(Encoding.UTF8.GetBytes(Daemon));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The base URL of Docker's repository, or of a mirror, for one platform.</summary>
    internal static string ForPlatform(string url, string id, string codename) =>
        url.Replace("{id}", id, StringComparison.Ordinal).Replace("{codename}", codename, StringComparison.Ordinal);

    private static string? AccountName(string user) =>
        user == "root" ? "contains root, who can use Docker anyway. Remove it."
        : RemoteScript.IsWord(user) && user.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') && user[0] is not ('-' or '.') ? null
        : $"has '{SafeText.Line(user)}'; the name of an account has only letters, digits, '.', '_' and '-'.";

    /// <summary>Checks the values, because some of them become script arguments.</summary>
    internal IEnumerable<OptionProblem> Problems()
    {
        if (Version is { } version && !(RemoteScript.IsWord(version) && char.IsAsciiDigit(version[0])))
            yield return new(nameof(Version), "must be 'latest', or a version or version prefix as printed by 'docker version', such as 27.5 or 27.5.1.");
        if (Mirror is { } mirror && !PlainUrl.IsArgument(ForPlatform(mirror, "debian", "trixie")))
            yield return new(nameof(Mirror), "must be an http or https URL without user, query or unusual characters, such as https://mirror.example.com/docker/linux/{id}. {id} and {codename} are the only placeholders.");
        if (Mirror is not null && InstallMethod != DockerInstallMethod.DockerCe)
            yield return new(nameof(Mirror), "requires 'installMethod: docker-ce'. Set that, or remove the mirror.");
        if (Daemon is not null && DaemonJson() is null)
            yield return new(nameof(Daemon), "must be a JSON object with the keys of daemon.json, without comments and without a key twice.");
        foreach (var problem in Proxy?.Problems() ?? []) yield return problem;
        foreach (var user in Users)
        {
            if (AccountName(user) is { } wrong) yield return new(nameof(Users), wrong);
        }

        if (MirrorKeyFingerprint is not { } fingerprint) yield break;
        if (OptionRules.Fingerprint(fingerprint) is { } why) yield return new(nameof(MirrorKeyFingerprint), why);
        if (Mirror is null) yield return new(nameof(MirrorKeyFingerprint), "requires 'mirror'. Set the mirror, or remove the fingerprint.");
    }
}

/// <summary>When the Docker daemon may be restarted to load settings.</summary>
public enum DockerRestart
{
    /// <summary>Only if no container runs, or if containers keep running (<c>live-restore</c>). Otherwise the host fails, and nothing is changed.</summary>
    Idle,

    /// <summary>Whenever a setting needs it. Containers without a restart policy stay stopped.</summary>
    Always,

    /// <summary>Never. The settings are written, and the host has a warning until someone has restarted the daemon.</summary>
    Never,
}

/// <summary>The proxy of the Docker daemon: https://docs.docker.com/engine/daemon/proxy/</summary>
public sealed record DockerProxy
{
    // systemd reads them unquoted from a file of variables.
    private const string NotInVariables = "'\"\\";

    /// <summary>The URL of the proxy for http. It may contain a user and a password, which are masked. Null if there is none.</summary>
    public Secret? Http { get; init; }

    /// <summary>The URL of the proxy for https. It may contain a user and a password, which are masked. Null if there is none.</summary>
    public Secret? Https { get; init; }

    /// <summary>The hosts that are reached without the proxy, separated by commas. Null if there are none.</summary>
    public string? NoProxy { get; init; }

    /// <summary>What is wrong with the URL of a proxy, as the rest of a sentence, or null.</summary>
    internal static string? Url(string url) =>
        IsVariable(url) && Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" or "socks5" && parsed.Host.Length > 0
            ? null
            : "must be the URL of a proxy, such as http://proxy.example.com:3128. Encode special characters of a user or password (%22 for a quote).";

    internal IEnumerable<OptionProblem> Problems()
    {
        if (Http is null && Https is null) yield return new(nameof(DockerOptions.Proxy), "needs http or https.");
        if (Http is { } http && Url(http.Reveal()) is { } why) yield return new($"{nameof(DockerOptions.Proxy)}.{nameof(Http)}", why);
        if (Https is { } https && Url(https.Reveal()) is { } wrong) yield return new($"{nameof(DockerOptions.Proxy)}.{nameof(Https)}", wrong);
        if (NoProxy is { } none && !IsVariable(none)) yield return new($"{nameof(DockerOptions.Proxy)}.{nameof(NoProxy)}", "must be host names, addresses and networks, separated by commas without spaces.");
    }

    /// <summary>The file of variables for <c>docker.service</c>.</summary>
    internal string Variables() => Line("HTTP_PROXY", Http?.Reveal()) + Line("HTTPS_PROXY", Https?.Reveal()) + Line("NO_PROXY", NoProxy);

    /// <summary>The URLs with credentials, and the passwords in them.</summary>
    internal IEnumerable<Secret> Secrets()
    {
        foreach (var url in ((Secret?[])[Http, Https]).OfType<Secret>())
        {
            if (!Uri.TryCreate(url.Reveal(), UriKind.Absolute, out var parsed) || parsed.UserInfo.Length == 0) continue;
            yield return url;
            var password = parsed.UserInfo[(parsed.UserInfo.IndexOf(':', StringComparison.Ordinal) + 1)..];
            foreach (var form in (string[])[password, Uri.UnescapeDataString(password)])
            {
                if (form.Length >= SecretText.MinLength) yield return new Secret(form);
            }
        }
    }

    private static string Line(string name, string? value) => value is null ? "" : $"{name}={value}\n";

    private static bool IsVariable(string text) => text.Length > 0 && text.All(c => c is > ' ' and <= '~' && !NotInVariables.Contains(c, StringComparison.Ordinal));
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
