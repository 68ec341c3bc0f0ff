using System.Globalization;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The settings of one connection: those of the host, then those of the run, then OpenSSH's configuration, then the defaults.</summary>
internal sealed record SshSettings
{
    public required string Address { get; init; }

    public required int Port { get; init; }

    public required string User { get; init; }

    public string? HostKeyAlias { get; init; }

    public required KeyChoice Keys { get; init; }

    /// <summary>The user's known_hosts files. New keys are added to the first; without any, they are not recorded.</summary>
    public required ValueList<string> KnownHosts { get; init; }

    /// <summary>The machine-wide known_hosts files.</summary>
    public required ValueList<string> MachineKnownHosts { get; init; }

    public required HostKeyPolicy Policy { get; init; }

    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>A person sees what the connection waits for.</summary>
    public required bool IsInteractive { get; init; }

    /// <summary>The bastions, in the order of the hops.</summary>
    public required ValueList<JumpHost> ProxyJump { get; init; }

    /// <summary>The command that carries the connection; null for a direct connection.</summary>
    public ProxyCommand? ProxyCommand { get; init; }

    /// <summary>The lists of algorithms that are not the usual ones.</summary>
    public required ValueList<AlgorithmList> Algorithms { get; init; }

    /// <summary>Each setting that is not a default, with its value and where it comes from.</summary>
    public required ValueList<SshSettingSource> Sources { get; init; }

    /// <summary>The settings of a host.</summary>
    /// <exception cref="HostFailureException"><c>config_invalid</c></exception>
    public static SshSettings Of(Host host, SshOptions run, OpenSshHost? config)
    {
        var own = host.Ssh ?? new HostSsh();
        return new Choice(run, config).Settings(SshTarget.NameOf(host), host.SshUser, host.SshPort, own, JumpOf(own), isBastion: false);
    }

    /// <summary>The settings of a bastion: those of the run, because a host's own keys are for that host.</summary>
    /// <param name="jump">The bastion.</param>
    /// <param name="run">The options of the run.</param>
    /// <param name="config">OpenSSH's configuration of the bastion, if it is used.</param>
    public static SshSettings Of(JumpHost jump, SshOptions run, OpenSshHost? config) =>
        new Choice(run, config).Settings(jump.Address, jump.User, jump.Port, new HostSsh(), null, isBastion: true);

    private static IReadOnlyList<JumpHost>? JumpOf(HostSsh own) => own.ProxyJump switch
    {
        null => null,
        SshOptions.None => [],
        var text => JumpHost.ParseList(text)
            ?? throw new HostFailureException(ErrorCode.ConfigInvalid, $"The host's proxyJump '{SafeText.Line(text)}' is not valid.", "Write it as [user@]host[:port], with an IPv6 address in brackets, several separated by commas."),
    };

    // Chooses each setting, and remembers where it came from.
    private sealed class Choice(SshOptions run, OpenSshHost? config)
    {
        private const string FromHost = "the host";
        private const string FromRun = "infra.bootstrap.ssh";

        private readonly List<SshSettingSource> sources = [];

        public SshSettings Settings(string name, string? user, int? port, HostSsh own, IReadOnlyList<JumpHost>? jump, bool isBastion)
        {
            var (jumps, command) = Proxy(own, jump, isBastion);
            return new SshSettings
            {
                Address = Chosen("address", null, null, config?.HostName is { } address && address != name ? address : null) ?? name,
                Port = Chosen("port", port, isBastion ? null : run.Port, config?.Port) ?? SshOptions.DefaultPort,
                // The user of the run is for the hosts. A bastion uses it only if nothing else names a user.
                User = Chosen("user", user, isBastion ? null : run.User, config?.User) ?? run.User ?? SshOptions.DefaultUser,
                HostKeyAlias = Chosen("hostKeyAlias", null, null, config?.HostKeyAlias),
                Keys = Keys(own),
                KnownHosts = new(KnownHostsFiles(own)),
                MachineKnownHosts = new(config?.GlobalKnownHosts ?? run.MachineKnownHostsFiles),
                Policy = run.HostKeyPolicy,
                IsInteractive = run.IsInteractive,
                ConnectTimeout = Chosen<TimeSpan>("connectTimeout", null, run.ConnectTimeout, config?.ConnectTimeout, limit => $"{limit.TotalSeconds:0} s") ?? SshOptions.DefaultConnectTimeout,
                ProxyJump = new(jumps),
                ProxyCommand = command,
                Algorithms = Algorithms(),
                Sources = new(sources),
            };
        }

        // Bastions and a proxy command exclude each other. The first place that names either of them decides.
        private (IReadOnlyList<JumpHost> Jumps, ProxyCommand? Command) Proxy(HostSsh own, IReadOnlyList<JumpHost>? ownJump, bool isBastion)
        {
            // The bastions and the proxy command of the run are for the hosts. OpenSSH's configuration may name others for the bastion.
            var ofRun = isBastion ? (null, null) : (run.ProxyJump, run.ProxyCommand);
            foreach (var (source, jumps, command) in new[] { (FromHost, ownJump, own.ProxyCommand), (FromRun, ofRun.Item1, ofRun.Item2), (config?.Source ?? "", config?.ProxyJump, config?.ProxyCommand) })
            {
                if (command is not (null or SshOptions.None))
                {
                    sources.Add(new("proxyCommand", command, source));
                    return ([], new ProxyCommand(command));
                }

                if (jumps is null && command is null) continue;
                if (jumps is { Count: > 0 }) sources.Add(new("proxyJump", string.Join(',', jumps), source));
                return (jumps ?? [], null);
            }

            return ([], null);
        }

        private KeyChoice Keys(HostSsh own)
        {
            var agent = Chosen("identityAgent", own.IdentityAgent, run.IdentityAgent, config?.IdentityAgent) switch
            {
                null or SshOptions.EnvironmentAgent => run.AgentSocket,
                SshOptions.None => null,
                var socket => socket,
            };
            if (own.PrivateKeyPath is { } path)
            {
                sources.Add(new("privateKeyPath", path, FromHost));
                return new KeyChoice(run.HomeDirectory, agent, path, own.CertificatePath, own.Passphrase) { Setting = "sshPrivateKeyPath" };
            }

            if (run.PrivateKeyPath is not null)
            {
                sources.Add(new("privateKeyPath", run.PrivateKeyPath, FromRun));
                return new KeyChoice(run.HomeDirectory, agent, run.PrivateKeyPath, run.CertificatePath, run.Passphrase);
            }

            if (config?.IdentityFiles is { } files) sources.Add(new("identityFile", files.Count > 0 ? string.Join(", ", files) : SshOptions.None, config.Source));
            if (config?.CertificateFiles is [_, ..] certificates) sources.Add(new("certificateFile", string.Join(", ", certificates), config.Source));
            if (config?.IdentitiesOnly == true) sources.Add(new("identitiesOnly", "yes", config.Source));
            return new KeyChoice(run.HomeDirectory, agent, null, null, run.Passphrase)
            {
                IdentityFiles = config?.IdentityFiles is { } configured ? new(configured) : null,
                CertificateFiles = new(config?.CertificateFiles ?? []),
                IdentitiesOnly = config?.IdentitiesOnly ?? false,
            };
        }

        private ValueList<AlgorithmList> Algorithms()
        {
            var lists = new List<AlgorithmList>();
            foreach (var kind in AlgorithmKind.All)
            {
                var ofRun = AlgorithmList.Of(kind, run.Algorithms);
                if ((ofRun ?? AlgorithmList.Of(kind, config?.Algorithms ?? [])) is not { } chosen) continue;
                // ssh has checked the names, but it supports others.
                if (chosen.LeavesNothing)
                    throw new HostFailureException(
                        ErrorCode.ConfigInvalid,
                        $"{chosen.Setting} has no {kind.Noun} that bootstrap supports: '{SafeText.Line(string.Join(',', chosen.Names))}'.",
                        $"Add one of these there{(kind == AlgorithmKind.PublicKey ? "" : $", or set ssh.{kind.Setting}")}: {string.Join(", ", kind.Offered)}.");
                var skipped = chosen.Skipped.Count == 0 ? "" : $" (not supported: {string.Join(',', chosen.Skipped)})";
                sources.Add(new(kind.Setting, string.Join(',', chosen.Offered) + skipped, ofRun is not null ? FromRun : config!.Source));
                lists.Add(chosen);
            }

            return new(lists);
        }

        // As in OpenSSH, which adds new keys to the first.
        private IReadOnlyList<string> KnownHostsFiles(HostSsh own)
        {
            if (Chosen("knownHostsFile", own.KnownHostsFile, run.KnownHostsFile, null) is { } file) return [file];
            if (config?.UserKnownHosts is not { } files) return [Path.Combine(run.HomeDirectory, ".ssh", "known_hosts"), Path.Combine(run.HomeDirectory, ".ssh", "known_hosts2")];
            sources.Add(new("knownHostsFile", files.Count > 0 ? string.Join(", ", files) : SshOptions.None, config.Source));
            return files;
        }

        private string? Chosen(string name, string? ofHost, string? ofRun, string? ofConfig)
        {
            var (value, source) = ofHost is not null ? (ofHost, FromHost) : ofRun is not null ? (ofRun, FromRun) : (ofConfig, config?.Source);
            if (value is not null) sources.Add(new(name, value, source!));
            return value;
        }

        private T? Chosen<T>(string name, T? ofHost, T? ofRun, T? ofConfig, Func<T, string>? show = null)
            where T : struct
        {
            var (value, source) = ofHost is not null ? (ofHost, FromHost) : ofRun is not null ? (ofRun, FromRun) : (ofConfig, config?.Source);
            if (value is { } set) sources.Add(new(name, show is null ? string.Create(CultureInfo.InvariantCulture, $"{set}") : show(set), source!));
            return value;
        }
    }
}

/// <summary>What determines the keys of a login. Equal choices share the parsed keys.</summary>
/// <param name="HomeDirectory">Contains <c>.ssh</c> with the usual identity files.</param>
/// <param name="AgentSocket">Null if there is no agent.</param>
/// <param name="PrivateKeyPath">The only key, if one is configured.</param>
/// <param name="CertificatePath">The certificate of that key.</param>
/// <param name="Passphrase">The passphrase of that key, or of the files.</param>
internal sealed record KeyChoice(string HomeDirectory, string? AgentSocket, string? PrivateKeyPath, string? CertificatePath, Secret? Passphrase)
{
    private const string RunSetting = "ssh.privateKeyPath";

    /// <summary>The setting that names the key, for messages.</summary>
    public string Setting { get; init; } = RunSetting;

    /// <summary>The setting that names its passphrase, for messages.</summary>
    public string PassphraseSetting => Setting == RunSetting ? "ssh.passphraseEnv" : "sshPassphraseEnv";

    /// <summary>The identity files of OpenSSH's configuration; null means the usual ones.</summary>
    public ValueList<string>? IdentityFiles { get; init; }

    /// <summary>The certificates of OpenSSH's configuration.</summary>
    public ValueList<string> CertificateFiles { get; init; } = new([]);

    /// <summary>Keys of the agent that are not among the files are not offered.</summary>
    public bool IdentitiesOnly { get; init; }
}

/// <summary>Where a setting comes from, for a person who asks.</summary>
internal sealed record SshSettingSource(string Name, string Value, string Source);

/// <summary>A list that equals another one with the same items.</summary>
internal sealed class ValueList<T>(IEnumerable<T> items) : System.Collections.ObjectModel.ReadOnlyCollection<T>([.. items]), IEquatable<ValueList<T>>
    where T : notnull
{
    public bool Equals(ValueList<T>? other) => other is not null && this.SequenceEqual(other);

    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    public override int GetHashCode() => this.Aggregate(Count, (hash, item) => HashCode.Combine(hash, item));
}
