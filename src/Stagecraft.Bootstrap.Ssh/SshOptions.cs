using System.Diagnostics;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>How to connect to hosts. Each property has a default. Paths are absolute.</summary>
/// <remarks>
/// Reads no environment variables: see <see cref="AgentSocket"/>, <see cref="Passphrase"/> and <see cref="SearchPath"/>. Where a
/// property is null, OpenSSH's configuration provides the value if it is used (<see cref="UseConfig"/>).
/// </remarks>
public sealed record SshOptions
{
    /// <summary>The word for "no agent" and "no proxy", as in OpenSSH.</summary>
    internal const string None = "none";

    /// <summary>The word for the agent of <c>SSH_AUTH_SOCK</c>, as in OpenSSH.</summary>
    internal const string EnvironmentAgent = "SSH_AUTH_SOCK";

    internal const string DefaultUser = "root";
    internal const int DefaultPort = 22;

    internal static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The directory that contains <c>.ssh</c> with <c>known_hosts</c> and the usual identity files. The default is the home directory of the current user.</summary>
    public string HomeDirectory { get; init; } = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>The agent's socket (the value of <c>SSH_AUTH_SOCK</c>), or its named pipe on Windows. Null, the default, uses no agent.</summary>
    public string? AgentSocket { get; init; }

    /// <summary>Replaces <see cref="AgentSocket"/>, also where OpenSSH's configuration names another agent. <c>none</c> uses no agent. The default is null.</summary>
    public string? IdentityAgent { get; init; }

    /// <summary>Whether hosts are reached at their public address or by their name in the network. The default is <see cref="SshAddress.Public"/>.</summary>
    public SshAddress Address { get; init; }

    /// <summary>The account to log in with, unless a host has its own (<see cref="Host.SshUser"/>). Null, the default, means <c>root</c>.</summary>
    public string? User { get; init; }

    /// <summary>The port, unless a host has its own (<see cref="Host.SshPort"/>): 1 to 65535. Null, the default, means 22.</summary>
    public int? Port { get; init; }

    /// <summary>The private key to log in with, or a public key that selects one of the agent's keys. Null, the default, means the agent's keys, then the usual identity files.</summary>
    public string? PrivateKeyPath { get; init; }

    /// <summary>The user certificate for the key. Null, the default, means <c>KEY-cert.pub</c> if it exists, as in OpenSSH.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The passphrase of <see cref="PrivateKeyPath"/>. Null, the default, if the key has none.</summary>
    public Secret? Passphrase { get; init; }

    /// <summary>The known_hosts file. Null, the default, means <c>~/.ssh/known_hosts</c>, and <c>known_hosts2</c> next to it, which is only read.</summary>
    public string? KnownHostsFile { get; init; }

    /// <summary>The machine-wide known_hosts files. They are read if they exist, and never written. The default is none.</summary>
    public IReadOnlyList<string> MachineKnownHostsFiles { get; init; } = [];

    /// <summary>How to handle a host whose key is not in known_hosts. The default is <see cref="HostKeyPolicy.AcceptNew"/>.</summary>
    public HostKeyPolicy HostKeyPolicy { get; init; }

    /// <summary>The jump hosts, in the order of the hops. Null, the default, and an empty list mean none; an empty list also where OpenSSH's configuration has some.</summary>
    public IReadOnlyList<JumpHost>? ProxyJump { get; init; }

    /// <summary>
    /// A command whose standard input and output carry the connection, with the tokens of OpenSSH: <c>%h</c>, <c>%p</c>, <c>%r</c>,
    /// <c>%n</c> and <c>%%</c>. Null, the default, and <c>none</c> mean none; <c>none</c> also where OpenSSH's configuration has one.
    /// </summary>
    public string? ProxyCommand { get; init; }

    /// <summary>
    /// The limit for each phase: accepting the connection, the greeting, the key exchange and the authentication. All phases
    /// together have twice as long. More than zero, and at most a day. Null, the default, means 10 seconds.
    /// </summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>
    /// The key exchange algorithms, in the syntax of OpenSSH: a list in the order of preference, separated by commas, or a change of
    /// the usual list with <c>+</c>, <c>-</c> or <c>^</c> before the names. This and the other lists of algorithms also apply to
    /// jump hosts. Null, the default, means all that are supported, post-quantum ones first.
    /// </summary>
    public string? KexAlgorithms { get; init; }

    /// <summary>The ciphers, in the syntax of <see cref="KexAlgorithms"/>. Null, the default, means all that are supported.</summary>
    public string? Ciphers { get; init; }

    /// <summary>The MACs, in the syntax of <see cref="KexAlgorithms"/>. Null, the default, means all that are supported.</summary>
    public string? Macs { get; init; }

    /// <summary>
    /// The host key algorithms, in the syntax of <see cref="KexAlgorithms"/>. Null, the default, means all that are supported.
    /// Without an order that the list determines, those of the known keys of a host come first.
    /// </summary>
    public string? HostKeyAlgorithms { get; init; }

    /// <summary>
    /// Whether to use OpenSSH's configuration, which <c>ssh -G</c> reads. Properties that are set and the settings of a host
    /// override it. The default is false.
    /// </summary>
    public bool UseConfig { get; init; }

    /// <summary>The configuration file to use instead of <c>~/.ssh/config</c> and the one of the machine. The default is null.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>The directories to search for <c>ssh</c> and proxy commands, in the format of <c>PATH</c>. The default is the usual directories of programs.</summary>
    public string SearchPath { get; init; } = OperatingSystem.IsWindows() ? "" : "/usr/local/bin:/usr/bin:/bin";

    /// <summary>
    /// Whether a person sees what a connection waits for. Then a login that asks the person to do something, such as to visit an
    /// address, may take two minutes. The default is false.
    /// </summary>
    public bool IsInteractive { get; init; }

    /// <summary>How programs are started for a connection. The search path is <see cref="SearchPath"/>.</summary>
    internal LocalPrograms Programs { get; init; } = new();

    /// <summary>The lists of algorithms that are set.</summary>
    internal IReadOnlyList<AlgorithmList> Algorithms =>
        [.. Lists.Where(list => list.Text is not null).Select(list => AlgorithmList.Parse(list.Kind, list.Text!, $"ssh.{list.Kind.Setting}"))];

    private (string Option, AlgorithmKind Kind, string? Text)[] Lists =>
    [
        (nameof(KexAlgorithms), AlgorithmKind.KeyExchange, KexAlgorithms),
        (nameof(Ciphers), AlgorithmKind.Cipher, Ciphers),
        (nameof(Macs), AlgorithmKind.Mac, Macs),
        (nameof(HostKeyAlgorithms), AlgorithmKind.HostKey, HostKeyAlgorithms),
    ];

    /// <summary>The problems that a section of <c>stagecraft.yml</c> reports at its keys.</summary>
    internal IEnumerable<OptionProblem> Problems()
    {
        if (User is not null && OptionRules.User(User) is { } user) yield return new(nameof(User), user);
        if (this is { CertificatePath: not null, PrivateKeyPath: null })
            yield return new(nameof(CertificatePath), "requires {0}. Set it to the key that the certificate is for.", nameof(PrivateKeyPath));
        if (ProxyCommand is not null && Ssh.ProxyCommand.Problem(ProxyCommand) is { } why) yield return new(nameof(ProxyCommand), why);
        if (ProxyCommand is not (null or None) && ProxyJump is { Count: > 0 })
            yield return new(nameof(ProxyCommand), "cannot be combined with {0}. Remove one of them.", nameof(ProxyJump));
        foreach (var (option, kind, text) in Lists)
        {
            if (text is not null && AlgorithmList.Parse(kind, text, option).Problem() is { } wrong) yield return new(option, wrong);
        }
    }

    /// <exception cref="ConfigurationException">A value is not valid.</exception>
    internal void Require() => OptionRules.Require(nameof(SshOptions), [.. Problems(), .. InCode()]);

    // The section cannot have these: its readers accept no such value.
    private IEnumerable<OptionProblem> InCode()
    {
        if (HomeDirectory.Length == 0) yield return new(nameof(HomeDirectory), "is empty. Set it to the directory that contains .ssh.");
        if (Port is { } port && !OptionRules.IsPort(port)) yield return new(nameof(Port), $"is {Port}; it must be from 1 to 65535.");
        if (ConnectTimeout is { } limit && OptionRules.Duration(limit) is { } why) yield return new(nameof(ConnectTimeout), why);
        foreach (var jump in (ProxyJump ?? []).Where(jump => !jump.IsValid))
            yield return new(nameof(ProxyJump), $"contains '{SafeText.Line(jump.ToString())}', which is not valid. Use a user without spaces, a DNS name or IP address, and a port from 1 to 65535.");
    }
}

/// <summary>How programs are started on this machine for a connection.</summary>
internal sealed record LocalPrograms
{
    /// <summary>Where programs are, in the format of <c>PATH</c>. Empty means the search path of this process.</summary>
    public string SearchPath { get; init; } = "";

    /// <summary>Where they start. Empty means the current directory of this process.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Environment variables that they do not get, because they hold secrets.</summary>
    public IReadOnlyCollection<string> HiddenVariables { get; init; } = [];

    /// <summary>Replaces secrets in their output.</summary>
    public Func<string, string> Mask { get; init; } = text => text;

    /// <summary>Reads an environment variable that OpenSSH's configuration refers to.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>A program with all three streams redirected.</summary>
    public ProcessStartInfo Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in HiddenVariables) start.Environment.Remove(variable);
        // A shell finds its programs in the same places.
        if (SearchPath.Length > 0) start.Environment["PATH"] = SearchPath;
        return start;
    }
}

/// <summary>Where a host is reached.</summary>
public enum SshAddress
{
    /// <summary>At its <see cref="Host.PublicIp"/>.</summary>
    Public,

    /// <summary>By its name in the network, which this machine must be able to resolve. A host that has not joined yet cannot be reached.</summary>
    Network,

    /// <summary>
    /// By its name in the network if this machine resolves it and the key of the host is known; otherwise, and if it does not
    /// answer there, at its <see cref="Host.PublicIp"/>.
    /// </summary>
    Auto,
}

/// <summary>How to handle a host whose key is not in known_hosts. All policies except <see cref="Off"/> reject a changed or revoked key.</summary>
public enum HostKeyPolicy
{
    /// <summary>The key of an unknown host is recorded, as with OpenSSH's <c>StrictHostKeyChecking=accept-new</c>.</summary>
    AcceptNew,

    /// <summary>An unknown host is rejected.</summary>
    Strict,

    /// <summary>Any key is accepted and known_hosts is not read, so an impostor receives the scripts and their secrets.</summary>
    Off,
}
