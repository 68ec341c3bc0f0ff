using System.Collections.Concurrent;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>How a host or a bastion is reached.</summary>
/// <param name="Target">The other end.</param>
/// <param name="Options">The settings of this connection.</param>
/// <param name="Identities">The keys to log in with.</param>
/// <param name="KnownHosts">The keys that hosts are known by.</param>
/// <param name="Through">The bastion that the connection goes through; null for a direct connection.</param>
internal sealed record SshRoute(SshTarget Target, SshOptions Options, SshIdentities Identities, KnownHostsFiles KnownHosts, Bastion? Through);

/// <summary>
/// Finds the routes. What they have in common is shared: a key is parsed once, a known_hosts file is read once, and a bastion has
/// one connection.
/// </summary>
internal sealed class SshRoutes(SshConnectionFactory dialer) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<KeySource, Lazy<SshIdentities>> identities = new();
    private readonly ConcurrentDictionary<string, Lazy<KnownHostsFile>> files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Hop, Lazy<Bastion>> bastions = new();

    /// <summary>The route to a host.</summary>
    /// <exception cref="ConfigurationException">The configured key or a known_hosts file cannot be used.</exception>
    /// <exception cref="HostFailureException"><c>config_invalid</c></exception>
    public SshRoute To(Host host, SshOptions options)
    {
        var bastion = BastionOf(options);
        var target = SshTarget.For(host, options, bastion?.Target);
        return Route(target, options, target.Through is null ? null : bastion);
    }

    /// <summary>The last bastion in the options, which is reached through the others; null if there is none.</summary>
    /// <exception cref="ConfigurationException">The configured key or a known_hosts file cannot be used.</exception>
    public Bastion? BastionOf(SshOptions options)
    {
        Bastion? last = null;
        foreach (var jump in options.ProxyJump)
        {
            var before = last;
            var hop = new Hop(SshTarget.For(jump, options, before?.Target), KeySource.Of(options), string.Join('\0', [.. UserFiles(options), .. options.MachineKnownHostsFiles]), options.HostKeyPolicy, options.ConnectTimeout);
            last = bastions.GetOrAdd(hop, _ => new(() => new Bastion(Route(hop.Target, options, before), dialer))).Value;
        }

        return last;
    }

    /// <summary>Reads the keys and known_hosts; no host is touched.</summary>
    /// <exception cref="ConfigurationException">The configured key or a known_hosts file cannot be used.</exception>
    public void Load(SshOptions options)
    {
        _ = IdentitiesOf(options);
        _ = KnownHostsOf(options);
    }

    /// <summary>Closes the connections to the bastions, and all connections through them.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var bastion in bastions.Values) await bastion.Value.DisposeAsync();
    }

    private SshRoute Route(SshTarget target, SshOptions options, Bastion? through) => new(target, options, IdentitiesOf(options), KnownHostsOf(options), through);

    private SshIdentities IdentitiesOf(SshOptions options) => identities.GetOrAdd(KeySource.Of(options), _ => new(() => SshIdentities.Load(options))).Value;

    private KnownHostsFiles KnownHostsOf(SshOptions options) => new(Files(UserFiles(options)), Files(options.MachineKnownHostsFiles));

    private List<KnownHostsFile> Files(IEnumerable<string> paths) => [.. paths.Select(path => files.GetOrAdd(path, _ => new(() => KnownHostsFile.Load(path))).Value)];

    // As in OpenSSH, which adds new keys to the first.
    private static IEnumerable<string> UserFiles(SshOptions options) => options.KnownHostsFile is { } file
        ? [file]
        : [Path.Combine(options.HomeDirectory, ".ssh", "known_hosts"), Path.Combine(options.HomeDirectory, ".ssh", "known_hosts2")];

    /// <summary>The options that determine the keys.</summary>
    private sealed record KeySource(string HomeDirectory, string? AgentSocket, string? PrivateKeyPath, string? CertificatePath, Secret? Passphrase)
    {
        public static KeySource Of(SshOptions options) =>
            new(options.HomeDirectory, options.AgentSocket, options.PrivateKeyPath, options.CertificatePath, options.Passphrase);
    }

    /// <summary>A bastion, and the options that determine the connection to it.</summary>
    private sealed record Hop(SshTarget Target, KeySource Keys, string KnownHosts, HostKeyPolicy Policy, TimeSpan ConnectTimeout);
}
