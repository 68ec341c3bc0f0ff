using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>How a host or a bastion is reached.</summary>
/// <param name="Target">The other end.</param>
/// <param name="Settings">The settings of this connection.</param>
/// <param name="Identities">The keys to log in with.</param>
/// <param name="KnownHosts">The keys that hosts are known by.</param>
/// <param name="Through">The bastion that the connection goes through; null for a direct connection or a proxy command.</param>
/// <param name="Programs">How a proxy command is started.</param>
internal sealed record SshRoute(SshTarget Target, SshSettings Settings, SshIdentities Identities, KnownHostsFiles KnownHosts, Bastion? Through, LocalPrograms Programs);

/// <summary>
/// Finds the routes. What they have in common is shared: a key is parsed once, a known_hosts file is read once, a name is looked
/// up once in OpenSSH's configuration, and a bastion has one connection.
/// </summary>
internal sealed class SshRoutes : IAsyncDisposable
{
    // OpenSSH's own limit is the number of processes.
    private const int MaxHops = 10;

    private readonly SshOptions run;
    private readonly SshConnectionFactory dialer;
    private readonly OpenSshConfig? config;
    private readonly LocalPrograms programs;
    private readonly ConcurrentDictionary<KeyChoice, Lazy<SshIdentities>> identities = new();
    private readonly ConcurrentDictionary<string, Lazy<KnownHostsFile>> files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Hop, Lazy<Bastion>> bastions = new();

    /// <exception cref="ConfigurationException">OpenSSH's configuration is to be used, and there is no <c>ssh</c>.</exception>
    public SshRoutes(SshOptions run, SshConnectionFactory dialer)
    {
        (this.run, this.dialer) = (run, dialer);
        programs = run.Programs with { SearchPath = run.SearchPath };
        config = run.UseConfig ? OpenSshConfig.Create(run, programs) : null;
    }

    /// <summary>The routes to a host: the second, if there is one, for when the first leads nowhere.</summary>
    /// <exception cref="ConfigurationException">The configured key or a known_hosts file cannot be used.</exception>
    /// <exception cref="HostFailureException"><c>config_invalid</c></exception>
    public async Task<(SshRoute First, SshRoute? Second)> ToAsync(Host host, CancellationToken cancellationToken)
    {
        var inNetwork = run.Address == SshAddress.Public ? null : host.NetworkName;
        var settings = await SettingsOfAsync(host, cancellationToken);
        var bastion = await BastionOfAsync(settings.ProxyJump, MaxHops, cancellationToken);
        if (inNetwork is null) return (RouteTo(host, settings, bastion), null);

        // One key for both names.
        var direct = RouteTo(host, settings, bastion);
        settings = settings with { Address = inNetwork, HostKeyAlias = direct.Target.KnownHostsName };
        if (run.Address == SshAddress.Network) return (RouteTo(host, settings, bastion), null);

        // Bastions and proxies are for the public address.
        var through = RouteTo(host, settings with { ProxyJump = new([]), ProxyCommand = null }, bastion: null);
        return IsKnown(direct) && await ResolvesAsync(inNetwork, cancellationToken) ? (through, direct) : (direct, null);
    }

    /// <summary>The settings of the connection to a host.</summary>
    /// <exception cref="HostFailureException"><c>config_invalid</c></exception>
    public async Task<SshSettings> SettingsOfAsync(Host host, CancellationToken cancellationToken) =>
        SshSettings.Of(host, run, await ConfigOfAsync(SshTarget.NameOf(host), host.SshUser ?? run.User, host.SshPort ?? run.Port, cancellationToken));

    /// <summary>The bastion that a host is reached through; null if there is none.</summary>
    /// <exception cref="ConfigurationException">The configured key or a known_hosts file cannot be used.</exception>
    /// <exception cref="HostFailureException"><c>config_invalid</c></exception>
    public async Task<Bastion?> BastionOfAsync(Host host, CancellationToken cancellationToken) =>
        await BastionOfAsync((await SettingsOfAsync(host, cancellationToken)).ProxyJump, MaxHops, cancellationToken);

    /// <summary>Reads the keys and known_hosts of the run; no host is touched.</summary>
    /// <exception cref="ConfigurationException">The configured key or a known_hosts file cannot be used.</exception>
    public void Load()
    {
        // The name has no meaning: none of this depends on it.
        var settings = SshSettings.Of(new JumpHost(null, "host"), run, config: null);
        _ = IdentitiesOf(settings.Keys);
        _ = KnownHostsOf(settings);
    }

    /// <summary>Closes the connections to the bastions, and all connections through them.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var bastion in bastions.Values) await bastion.Value.DisposeAsync();
        config?.Dispose();
    }

    // Without a known key, any machine that answers to the name would become the host: a search domain may answer to every name.
    private static bool IsKnown(SshRoute route) =>
        route.Target.PinnedKey is not null || route.Settings.Policy == HostKeyPolicy.Off || route.KnownHosts.Find(route.Target.KnownHostsName).Any(line => line.Marker != KnownHostMarker.Revoked);

    private static async Task<bool> ResolvesAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await Dns.GetHostAddressesAsync(name, cancellationToken)).Length > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private SshRoute RouteTo(Host host, SshSettings settings, Bastion? bastion)
    {
        var target = SshTarget.For(host, settings, bastion?.Target);
        return Route(target, settings, target.Through is null ? null : bastion);
    }

    // As in OpenSSH: the first bastion may have its own proxy, and the others are reached through the one before.
    private async Task<Bastion?> BastionOfAsync(IReadOnlyList<JumpHost> jumps, int hopsLeft, CancellationToken cancellationToken)
    {
        Bastion? last = null;
        foreach (var jump in jumps)
        {
            if (hopsLeft-- == 0)
                throw new HostFailureException(ErrorCode.ConfigInvalid, $"The way through bastions has more than {MaxHops} hops, or leads in a circle.", "Correct ProxyJump in the SSH configuration.");
            var settings = SshSettings.Of(jump, run, await ConfigOfAsync(jump.Address, jump.User, jump.Port, cancellationToken));
            if (last is null) last = await BastionOfAsync(settings.ProxyJump, hopsLeft, cancellationToken);
            else settings = settings with { ProxyJump = new([]), ProxyCommand = null };
            var hop = new Hop(SshTarget.For(jump, settings, last?.Target), settings);
            var before = last;
            last = bastions.GetOrAdd(hop, _ => new(() => new Bastion(Route(hop.Target, settings, before), dialer))).Value;
        }

        return last;
    }

    private async Task<OpenSshHost?> ConfigOfAsync(string name, string? user, int? port, CancellationToken cancellationToken) =>
        config is null ? null : await config.OfAsync(name, user, port, cancellationToken);

    private SshRoute Route(SshTarget target, SshSettings settings, Bastion? through) =>
        new(target, settings, IdentitiesOf(settings.Keys), KnownHostsOf(settings), through, programs);

    private SshIdentities IdentitiesOf(KeyChoice keys) => identities.GetOrAdd(keys, _ => new(() => SshIdentities.Load(keys))).Value;

    private KnownHostsFiles KnownHostsOf(SshSettings settings) => new(Files(settings.KnownHosts), Files(settings.MachineKnownHosts));

    private List<KnownHostsFile> Files(IEnumerable<string> paths) => [.. paths.Select(path => files.GetOrAdd(path, _ => new(() => KnownHostsFile.Load(path))).Value)];

    /// <summary>A bastion, and the settings of the connection to it.</summary>
    private sealed record Hop(SshTarget Target, SshSettings Settings);
}
