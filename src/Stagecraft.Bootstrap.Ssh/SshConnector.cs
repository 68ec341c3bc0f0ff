using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Ssh.Authentication;
using Stagecraft.Bootstrap.Ssh.HostKeys;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>Connects to hosts by SSH. Keys and known_hosts are read once, and shared by every connection.</summary>
#pragma warning disable CA1001 // A semaphore that nobody takes the wait handle of holds nothing to dispose.
public sealed class SshConnector : IHostConnector
#pragma warning restore CA1001
{
    // A key exchange is work for this machine's processors (57 ms for the post-quantum one). However many hosts are in
    // flight, only so many connect at once, or those that wait for a processor would run into their time limit.
    internal static readonly int MaxConnecting = Math.Max(32, 8 * Environment.ProcessorCount);

    private readonly SemaphoreSlim connecting = new(MaxConnecting);
    private readonly SshOptions options;
    private readonly SshIdentities identities;
    private readonly KnownHostsFile knownHosts;

    private SshConnector(SshOptions options, SshIdentities identities, KnownHostsFile knownHosts) =>
        (this.options, this.identities, this.knownHosts) = (options, identities, knownHosts);

    /// <summary>Reads the keys and known_hosts; no host is touched.</summary>
    /// <exception cref="ConfigurationException">The configured key or the known_hosts file cannot be used.</exception>
    public static SshConnector Create(SshOptions options)
    {
        var path = options.KnownHostsFile ?? Path.Combine(options.HomeDirectory, ".ssh", "known_hosts");
        return new SshConnector(options, SshIdentities.Load(options), KnownHostsFile.Load(path));
    }

    /// <inheritdoc/>
    public async Task<IHostConnection> ConnectAsync(Host host, CancellationToken cancellationToken)
    {
        var target = SshTarget.For(host, options);
        if (identities.IsEmpty) throw ConnectFailure.NoKey(target, identities);

        var hostKey = new HostKeyVerifier(target, options.HostKeyPolicy, knownHosts);
        return new SshHostConnection(target, await OpenAsync(target, hostKey, cancellationToken));
    }

    // A server presents one of its keys at a time: the pinned one may be the next.
    private async Task<SshSession> OpenAsync(SshTarget target, HostKeyVerifier hostKey, CancellationToken cancellationToken)
    {
        HostFailureException? mismatch = null;
        while (true)
        {
            await connecting.WaitAsync(cancellationToken);
            try
            {
                return await new ConnectAttempt(target, identities, hostKey, options.ConnectTimeout).RunAsync(cancellationToken);
            }
            catch (HostFailureException failure) when (failure.Code == ErrorCode.SshHostKeyMismatch && hostKey.MayHaveAnotherKey)
            {
                mismatch ??= failure;
            }
            catch (HostFailureException failure) when (failure.Code == ErrorCode.SshUnreachable && mismatch is not null)
            {
                throw mismatch;
            }
            finally
            {
                connecting.Release();
            }
        }
    }
}
