using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Messages.Transport;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>Opens connections: to a host, to a bastion, and through one.</summary>
#pragma warning disable CA1001 // A semaphore whose wait handle is never used holds no resources.
internal sealed class SshConnectionFactory(TimeProvider time)
#pragma warning restore CA1001
{
    // A key exchange takes processor time on this machine (57 ms for the post-quantum one). The number of concurrent exchanges is
    // limited, because exchanges that wait for a processor would reach their time limit. The other phases only wait and take no
    // place, so a silent host does not delay others.
    internal static readonly int MaxExchanges = Math.Max(32, 8 * Environment.ProcessorCount);

    // A booting host accepts logins a few seconds after its sshd answers. Since OpenSSH 9.8, sshd rejects a client whose logins fail
    // more often than every five seconds (PerSourcePenalties).
    private static readonly TimeSpan BootPause = TimeSpan.FromSeconds(5);

    // Long enough for a restart of sshd, and for one of OpenSSH's waiting logins (MaxStartups) to end.
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim exchanges = new(MaxExchanges);

    /// <exception cref="HostFailureException">The connection failed. A bastion's failure also fails the hosts behind it.</exception>
    public async Task<SshSession> OpenAsync(SshRoute route, Action<string> waits, CancellationToken cancellationToken)
    {
        var (target, timeout) = (route.Target, route.Settings.ConnectTimeout);
        var hostKey = new HostKeyVerifier(target, route.Settings.Policy, route.KnownHosts);
        // A server presents one key at a time, so the pinned key may come next.
        HostFailureException? mismatch = null;
        var begin = time.GetTimestamp();
        HostFailureException? booting = null;
        var reconnected = false;
        while (true)
        {
            var bastion = route.Through is null ? null : await route.Through.ConnectAsync(waits, cancellationToken);
            var attempt = new ConnectAttempt(route, bastion, hostKey, exchanges, waits, time);
            try
            {
                return await attempt.RunAsync(cancellationToken);
            }
            catch (HostFailureException failure) when ((attempt.HostIsBooting || (booting is not null && failure.Code == ErrorCode.SshUnreachable)) && time.GetElapsedTime(begin) < 2 * timeout)
            {
                // The last part of a boot may restart sshd.
                if (booting is null) waits($"waiting until {target.Endpoint} has booted: it does not accept logins yet");
                if (attempt.HostIsBooting) booting = failure;
                await Task.Delay(BootPause, time, cancellationToken);
            }
            catch (HostFailureException) when (attempt.WasTurnedAway && booting is null && !reconnected && time.GetElapsedTime(begin) < timeout)
            {
                // Once. More attempts would look like an attack.
                reconnected = true;
                await Task.Delay(ReconnectPause, time, cancellationToken);
            }
            catch (HostFailureException failure) when (failure.Code == ErrorCode.SshHostKeyMismatch && hostKey.MayHaveAnotherKey)
            {
                mismatch ??= failure;
            }
            catch (HostFailureException failure) when (failure.InnerException is SshConnectionException { DisconnectReason: DisconnectReason.KeyExchangeFailed } && hostKey.ForgoCertificate())
            {
                // The certificate may have expired. The next attempt requests only the key.
            }
            catch (HostFailureException failure) when (failure.Code == ErrorCode.SshUnreachable && (mismatch ?? booting) is not null)
            {
                throw (mismatch ?? booting)!;
            }
        }
    }

    /// <summary>The keys of a host, read without a login: one connection for each type.</summary>
    /// <exception cref="HostFailureException">The host cannot be reached, or the connection to its bastion failed.</exception>
    public async Task<IReadOnlyList<HostKey>> ReadKeysAsync(SshRoute route, CancellationToken cancellationToken)
    {
        var collector = new HostKeyCollector(route.Target);
        while (true)
        {
            var before = collector.Keys.Count;
            var bastion = route.Through is null ? null : await route.Through.ConnectAsync(_ => { }, cancellationToken);
            try
            {
                (await new ConnectAttempt(route, bastion, collector, exchanges, _ => { }, time).RunAsync(cancellationToken)).Dispose();
            }
            catch (HostFailureException) when (collector.Keys.Count > before)
            {
                // The next connection requests the other types.
            }
            catch (HostFailureException failure) when (before > 0 && failure.InnerException is SshConnectionException { DisconnectReason: DisconnectReason.KeyExchangeFailed })
            {
                // The host has no key of another type.
                return collector.Keys;
            }
        }
    }
}

/// <summary>An SSH.NET client, and the objects that it does not dispose. All members block, including disposal.</summary>
internal sealed class SshSession(SshClient client, IReadOnlyList<AuthenticationMethod> methods, Tunnel? tunnel) : IDisposable
{
    public SshClient Client { get; } = client;

    /// <summary>How the proxy of the connection ended; null if it has not, or if there is none.</summary>
    public string? ProxyEnd => (tunnel as ProxyTunnel)?.End;

    public void Dispose()
    {
        Client.Dispose();
        foreach (var method in methods)
            method.Dispose();
        tunnel?.Dispose();
    }
}
