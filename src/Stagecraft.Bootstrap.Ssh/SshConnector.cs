namespace Stagecraft.Bootstrap.Ssh;

/// <summary>Connects to hosts over SSH. Keys and known_hosts are read once. All connections share them and the bastion.</summary>
public sealed class SshConnector : IHostConnector, IAsyncDisposable
{
    private readonly SshConnectionFactory dialer;
    private readonly SshRoutes routes;

    private SshConnector(SshOptions options, SshConnectionFactory dialer) => (this.dialer, routes) = (dialer, new SshRoutes(options, dialer));

    /// <summary>Reads the keys and known_hosts; no host is touched.</summary>
    /// <param name="options">How to connect.</param>
    /// <exception cref="ConfigurationException">An option is not valid, or the configured key or the known_hosts file cannot be used.</exception>
    public static SshConnector Create(SshOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        return Create(options, TimeProvider.System);
    }

    internal static SshConnector Create(SshOptions options, TimeProvider time)
    {
        var connector = new SshConnector(options, new SshConnectionFactory(time));
        connector.routes.Load();
        return connector;
    }

    /// <inheritdoc/>
    public Task<IHostConnection> ConnectAsync(Host host, CancellationToken cancellationToken) => ConnectAsync(host, _ => { }, cancellationToken);

    /// <inheritdoc/>
    public async Task<IHostConnection> ConnectAsync(Host host, Action<string> waits, CancellationToken cancellationToken)
    {
        var (first, second) = await RoutesAsync(host, cancellationToken);
        try
        {
            return await ConnectAsync(first, waits, cancellationToken);
        }
        catch (HostFailureException failure) when (second is not null && (failure.Code == ErrorCode.SshUnreachable || failure.Code == ErrorCode.TimedOut))
        {
            waits($"{first.Target.Endpoint} does not answer in the network; connecting to {second.Target.Endpoint}");
            return await ConnectAsync(second, waits, cancellationToken);
        }
    }

    private async Task<SshHostConnection> ConnectAsync(SshRoute route, Action<string> waits, CancellationToken cancellationToken) =>
        new(route.Target, await dialer.OpenAsync(route, waits, cancellationToken));

    private async Task<(SshRoute First, SshRoute? Second)> RoutesAsync(Host host, CancellationToken cancellationToken)
    {
        try
        {
            return await routes.ToAsync(host, cancellationToken);
        }
        catch (ConfigurationException exception)
        {
            // The files of the run are already read, so these are the host's own.
            throw new HostFailureException(ErrorCode.ConfigInvalid, exception.Message, "Correct the SSH settings of this host.", exception);
        }
    }

    /// <summary>The settings of the connections to hosts, or why there are none. No host is touched, and no key is read.</summary>
    internal static async Task<IReadOnlyList<(SshSettings? Settings, HostFailureException? Failure)>> DescribeAsync(
        SshOptions options, IEnumerable<Host> hosts, CancellationToken cancellationToken)
    {
        await using var shared = new SshRoutes(options, new SshConnectionFactory(TimeProvider.System));
        var described = new List<(SshSettings?, HostFailureException?)>();
        foreach (var host in hosts)
        {
            try
            {
                described.Add((await shared.SettingsOfAsync(host, cancellationToken), null));
            }
            catch (HostFailureException failure)
            {
                described.Add((null, failure));
            }
        }

        return described;
    }

    /// <summary>The keys of hosts, as <c>ssh-keyscan</c> reads them, also through bastions and proxies. No key is verified but those of bastions.</summary>
    /// <exception cref="ConfigurationException">The configured key or the known_hosts file cannot be used.</exception>
    internal static async Task<IReadOnlyList<HostKeys>> ReadKeysAsync(SshOptions options, IReadOnlyList<Host> hosts, int parallel, CancellationToken cancellationToken)
    {
        var factory = new SshConnectionFactory(TimeProvider.System);
        await using var shared = new SshRoutes(options, factory);
        var found = new HostKeys[hosts.Count];
        await Parallel.ForAsync(0, hosts.Count, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken }, async (i, token) =>
        {
            try
            {
                var (route, _) = await shared.ToAsync(hosts[i], token);
                found[i] = new HostKeys(route.Target.KnownHostsName, await factory.ReadKeysAsync(route, token), null);
            }
            catch (HostFailureException failure)
            {
                found[i] = new HostKeys(null, [], failure);
            }
        });
        return found;
    }

    /// <summary>Closes the connections to the bastions, and all connections through them.</summary>
    public ValueTask DisposeAsync() => routes.DisposeAsync();
}
