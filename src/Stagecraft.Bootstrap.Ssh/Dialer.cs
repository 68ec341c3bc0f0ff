using Renci.SshNet.Common;
using Renci.SshNet.Messages.Transport;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Ssh.Authentication;
using Stagecraft.Bootstrap.Ssh.Bastions;
using Stagecraft.Bootstrap.Ssh.HostKeys;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>Opens connections: to a host, to a bastion, and through one.</summary>
#pragma warning disable CA1001 // A semaphore that nobody takes the wait handle of holds nothing to dispose.
internal sealed class Dialer(SshOptions options, SshIdentities identities, KnownHostsFile knownHosts, TimeProvider time)
#pragma warning restore CA1001
{
    // A key exchange is work for this machine's processors (57 ms for the post-quantum one). However many hosts are in
    // flight, only so many are at it, or those that wait for a processor would run into their time limit. What is before
    // it and after it is waiting, and takes no place: a host that says nothing holds up nobody.
    internal static readonly int MaxExchanges = Math.Max(32, 8 * Environment.ProcessorCount);

    // A host that is booting lets its users in a few seconds after its sshd answers.
    private static readonly TimeSpan BootPause = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim exchanges = new(MaxExchanges);

    /// <summary>Reads the keys and known_hosts.</summary>
    /// <exception cref="ConfigurationException">The configured key or the known_hosts file cannot be used.</exception>
    public static Dialer Create(SshOptions options, TimeProvider time)
    {
        var path = options.KnownHostsFile ?? Path.Combine(options.HomeDirectory, ".ssh", "known_hosts");
        return new Dialer(options, SshIdentities.Load(options), KnownHostsFile.Load(path, options.MachineKnownHostsFiles), time);
    }

    /// <exception cref="HostFailureException">No connection; a bastion's failure is that of the hosts behind it.</exception>
    public async Task<SshSession> OpenAsync(SshTarget target, Bastion? through, Action<string> waits, CancellationToken cancellationToken)
    {
        if (identities.Count == 0) throw ConnectFailure.NoKey(target, identities);

        var hostKey = new HostKeyVerifier(target, options.HostKeyPolicy, knownHosts);
        // A server presents one of its keys at a time: the pinned one may be the next.
        HostFailureException? mismatch = null;
        var begin = time.GetTimestamp();
        var waitsForBoot = false;
        while (true)
        {
            var bastion = through is null ? null : await through.ConnectAsync(waits, cancellationToken);
            var attempt = new ConnectAttempt(target, bastion, identities, hostKey, options.ConnectTimeout, exchanges, waits, time);
            try
            {
                return await attempt.RunAsync(cancellationToken);
            }
            catch (HostFailureException) when (attempt.HostIsBooting && time.GetElapsedTime(begin) < 2 * options.ConnectTimeout)
            {
                if (!waitsForBoot) waits($"waits until {target.Endpoint} has booted: it lets no user in yet");
                waitsForBoot = true;
                await Task.Delay(BootPause, time, cancellationToken);
            }
            catch (HostFailureException failure) when (failure.Code == ErrorCode.SshHostKeyMismatch && hostKey.MayHaveAnotherKey)
            {
                mismatch ??= failure;
            }
            catch (HostFailureException failure) when (failure.InnerException is SshConnectionException { DisconnectReason: DisconnectReason.KeyExchangeFailed } && hostKey.ForgoCertificate())
            {
                // Its certificate may have expired. It is asked for its key alone.
            }
            catch (HostFailureException failure) when (failure.Code == ErrorCode.SshUnreachable && mismatch is not null)
            {
                throw mismatch;
            }
        }
    }
}
