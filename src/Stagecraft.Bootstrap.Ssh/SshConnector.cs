namespace Stagecraft.Bootstrap.Ssh;

/// <summary>Connects to hosts over SSH. Keys and known_hosts are read once. All connections share them and the bastion.</summary>
public sealed class SshConnector : IHostConnector, IAsyncDisposable
{
    private readonly SshOptions options;
    private readonly SshConnectionFactory dialer;
    private readonly Bastion? bastion;

    private SshConnector(SshOptions options, SshConnectionFactory dialer) =>
        (this.options, this.dialer, bastion) = (options, dialer, Bastion.Chain(options, dialer));

    /// <summary>Reads the keys and known_hosts; no host is touched.</summary>
    /// <param name="options">How to connect.</param>
    /// <exception cref="ConfigurationException">An option is not valid, or the configured key or the known_hosts file cannot be used.</exception>
    public static SshConnector Create(SshOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        return Create(options, TimeProvider.System);
    }

    internal static SshConnector Create(SshOptions options, TimeProvider time) => new(options, SshConnectionFactory.Create(options, time));

    /// <inheritdoc/>
    public Task<IHostConnection> ConnectAsync(Host host, CancellationToken cancellationToken) => ConnectAsync(host, _ => { }, cancellationToken);

    /// <inheritdoc/>
    public async Task<IHostConnection> ConnectAsync(Host host, Action<string> waits, CancellationToken cancellationToken)
    {
        var target = SshTarget.For(host, options, bastion?.Target);
        return new SshHostConnection(target, await dialer.OpenAsync(target, target.Through is null ? null : bastion, waits, cancellationToken));
    }

    /// <summary>Closes the connection to the bastion, and all connections through it.</summary>
    public ValueTask DisposeAsync() => bastion?.DisposeAsync() ?? ValueTask.CompletedTask;
}
