using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Ssh.Authentication;
using Stagecraft.Bootstrap.Ssh.HostKeys;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>Connects to hosts by SSH. Keys and known_hosts are read once, and shared by every connection.</summary>
public sealed class SshConnector : IHostConnector
{
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
        }
    }
}
