using System.Net.Sockets;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>Checks whether ports accept connections. Sends no data.</summary>
internal interface IPortProbe : IAsyncDisposable
{
    /// <summary>Checks once whether the port accepts connections.</summary>
    /// <exception cref="HostFailureException">The port cannot be probed, and waiting would not help.</exception>
    Task<bool> AcceptsAsync(string address, int port, CancellationToken cancellationToken);
}

/// <summary>Probes ports of hosts behind a bastion.</summary>
internal sealed class BastionProbe : IPortProbe
{
    private readonly SshRoutes routes;

    private BastionProbe(SshRoutes routes) => this.routes = routes;

    /// <summary>Reads the keys and known_hosts; no host is touched.</summary>
    /// <exception cref="ConfigurationException">The configured key or the known_hosts file cannot be used.</exception>
    public static BastionProbe Create(SshOptions options)
    {
        var shared = new SshRoutes(options, new SshConnectionFactory(TimeProvider.System));
        shared.Load();
        return new(shared);
    }

    /// <summary>Also returns false if the bastion is not up yet, because it may be as new as the host.</summary>
    /// <exception cref="HostFailureException">The bastion rejected the login or does not allow forwarding.</exception>
    public async Task<bool> AcceptsAsync(string address, int port, CancellationToken cancellationToken)
    {
        var bastion = await routes.BastionOfAsync(new Host { Id = address, PublicIp = address, SshPort = port }, cancellationToken)
            ?? throw new InvalidOperationException("There is no bastion.");
        var session = await ConnectAsync(bastion, cancellationToken);
        return session is not null
            && await DedicatedThread.Run(() => Accepts(session.Client, bastion.Target, address, port)).WaitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => routes.DisposeAsync();

    private static async Task<SshSession?> ConnectAsync(Bastion bastion, CancellationToken cancellationToken)
    {
        try
        {
            return await bastion.ConnectAsync(_ => { }, cancellationToken);
        }
        catch (HostFailureException failure) when (!Bastion.IsRefusal(failure))
        {
            return null;
        }
    }

    private static bool Accepts(SshClient client, SshTarget bastion, string address, int port)
    {
        // A channel needs a socket to forward. Nothing is read from the other end.
        using var sockets = new SocketPair();
        try
        {
            using var channel = new DirectChannel(client);
            channel.Open(address, port, sockets.Carried);
            return true;
        }
        catch (ChannelRefusedException refused) when (refused.IsProhibited)
        {
            throw TunnelFailure.Prohibited(bastion, $"{address}:{port}", refused);
        }
        catch (Exception exception) when (exception is ChannelRefusedException or SshException or SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
