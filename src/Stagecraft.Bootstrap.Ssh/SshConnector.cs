namespace Stagecraft.Bootstrap.Ssh;

/// <summary>Connects to hosts over SSH. Keys and known_hosts are read once. All connections share them and the bastion.</summary>
public sealed class SshConnector : IHostConnector, IAsyncDisposable
{
    private readonly SshOptions options;
    private readonly SshConnectionFactory dialer;
    private readonly SshRoutes routes;

    private SshConnector(SshOptions options, SshConnectionFactory dialer) =>
        (this.options, this.dialer, routes) = (options, dialer, new SshRoutes(dialer));

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
        connector.routes.Load(options);
        return connector;
    }

    /// <inheritdoc/>
    public Task<IHostConnection> ConnectAsync(Host host, CancellationToken cancellationToken) => ConnectAsync(host, _ => { }, cancellationToken);

    /// <inheritdoc/>
    public async Task<IHostConnection> ConnectAsync(Host host, Action<string> waits, CancellationToken cancellationToken)
    {
        var route = routes.To(host, options);
        return new SshHostConnection(route.Target, await dialer.OpenAsync(route, waits, cancellationToken));
    }

    /// <summary>Closes the connections to the bastions, and all connections through them.</summary>
    public ValueTask DisposeAsync() => routes.DisposeAsync();
}
