using Renci.SshNet;
using Renci.SshNet.Common;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>One connection attempt: tracks its phase and converts its failure.</summary>
/// <param name="route">How the host is reached. The limit for all phases together is twice the limit for one.</param>
/// <param name="bastion">The connection to the bastion; null if there is none.</param>
/// <param name="hostKey">Decides about the host key.</param>
/// <param name="exchanges">Limits the number of concurrent key exchanges. Waiting for a place does not count toward a time limit.</param>
/// <param name="waits">Called with the reason if the connection waits longer than usual.</param>
/// <param name="time">Measures the limit for all phases together. SSH.NET measures each phase on its own.</param>
internal sealed class ConnectAttempt(
    SshRoute route, SshSession? bastion, IHostKeyCheck hostKey, SemaphoreSlim exchanges, Action<string> waits, TimeProvider time)
{
    // After a power loss, a restarted host resets the connection only if data is sent.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    // An agent signs faster than this if it does not wait for a person.
    private static readonly TimeSpan AgentPatience = TimeSpan.FromSeconds(2);

    // Servers send a banner at every login. One that waits for a person does not go on after it.
    private static readonly TimeSpan BannerPatience = TimeSpan.FromSeconds(2);

    // How long a person may take to do what a server asks for. OpenSSH's servers wait as long for a login (LoginGraceTime).
    private static readonly TimeSpan PersonLimit = TimeSpan.FromMinutes(2);

    private readonly SshTarget target = route.Target;
    private readonly TimeSpan timeout = route.Settings.ConnectTimeout;
    private volatile Tunnel? tunnel;
    private volatile bool asked;
    private volatile Login? login;
    private volatile ConnectPhase phase = ConnectPhase.Greeting;

    /// <summary>The host is still booting and refuses logins until it has finished.</summary>
    public bool HostIsBooting { get; private set; }

    /// <summary>The server closed the connection before its greeting: it limits connections, or it is being restarted.</summary>
    public bool WasTurnedAway { get; private set; }

    public async Task<SshSession> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(2 * timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var token = end.Token;
        var connecting = DedicatedThread.Run(() => Connect(limit, token));
        try
        {
            return await connecting.WaitAsync(token);
        }
        catch (Exception exception)
        {
            // SSH.NET cannot be stopped while it connects. If it still succeeds, the session is disposed.
            _ = connecting.ContinueWith(
                static late => late.Result.Dispose(),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
            if (exception is not OperationCanceledException) throw;
            // Ends a proxy command, and with it the attempt.
            tunnel?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            // Whichever limit ends the attempt, the current phase has exceeded its own limit, so that one is reported.
            throw ConnectFailure.TimedOut(target, phase, asked ? PersonLimit : timeout, login?.LastBanner ?? "", exception);
        }
    }

    // Runs on the connecting thread, before it sends key exchange data.
    private void Greeted(SemaphoreLease place, CancellationTokenSource limit, CancellationToken end)
    {
        limit.CancelAfter(Timeout.InfiniteTimeSpan);
        place.Take(end);
        limit.CancelAfter(2 * timeout);
        phase = ConnectPhase.KeyExchange;
    }

    // Runs on the connecting thread. A person may have to touch a token or confirm, so the limit is suspended.
    private byte[] WaitForAgent(Func<CancellationToken, byte[]> sign, Action slow, CancellationTokenSource limit, CancellationToken end)
    {
        limit.CancelAfter(Timeout.InfiniteTimeSpan);
        using var patience = time.CreateTimer(_ => IsSlow(), null, AgentPatience, Timeout.InfiniteTimeSpan);
        try
        {
            return sign(end);
        }
        finally
        {
            limit.CancelAfter(2 * timeout);
        }

        void IsSlow()
        {
            slow();
            waits($"waiting for ssh-agent to sign the login to {target.Endpoint}: touch the token or confirm the request");
        }
    }

    // A login that does not go on after the server has said something waits for a person.
    private void Ask(CancellationTokenSource limit)
    {
        if (phase != ConnectPhase.Authentication) return;
        asked = route.Settings.IsInteractive;
        try
        {
            if (asked) limit.CancelAfter(PersonLimit);
        }
        catch (ObjectDisposedException)
        {
            // The attempt has ended.
            return;
        }

        waits($"{target.Endpoint} does not let user '{SafeText.Line(target.User)}' in yet, and says: {SafeText.Line(login?.LastBanner)}");
    }

    private Tunnel? OpenTunnel()
    {
        if (route.Settings.ProxyCommand is { } command) return new ProxyTunnel(command, target, timeout, route.Programs);
        return bastion is null ? null : new BastionTunnel(bastion.Client, target, timeout);
    }

    private SshSession Connect(CancellationTokenSource limit, CancellationToken end)
    {
        using var place = new SemaphoreLease(exchanges);
        Login trial = null!;
        trial = new Login(route.Identities, AlgorithmList.Of(AlgorithmKind.PublicKey, route.Settings.Algorithms), sign => WaitForAgent(sign, () => trial.AgentIsSlow = true, limit, end));
        login = trial;
        var methods = trial.MethodsFor(target.User);
        tunnel = OpenTunnel();
        if (end.IsCancellationRequested) tunnel?.Dispose();
        var connection = tunnel?.ConnectionInfo(methods) ?? new ConnectionInfo(target.Address, target.Port, target.User, methods);
        connection.Timeout = timeout;
        OfferedAlgorithms.Restrict(connection, route.Settings.Algorithms, hostKey);
        if (!Sntrup761KeyExchange.Use(connection)) waits("This version of SSH.NET has other internals, so its own key exchange sntrup761 is used. It takes longer.");
        using var patience = time.CreateTimer(_ => Ask(limit), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        connection.AuthenticationBanner += (_, sent) =>
        {
            trial.Banner(sent.BannerMessage);
            patience.Change(BannerPatience, Timeout.InfiniteTimeSpan);
        };
        var session = new SshSession(new SshClient(connection) { KeepAliveInterval = KeepAlive }, methods, tunnel);
        try
        {
            session.Client.ServerIdentificationReceived += (_, _) => Greeted(place, limit, end);
            // An exception here ends the key exchange, and Connect throws it.
            session.Client.HostKeyReceived += (_, presented) =>
            {
                hostKey.Verify(presented);
                phase = ConnectPhase.Authentication;
                place.Dispose();
                // SSH.NET reads this for each wait. The limit for all phases still applies.
                if (route.Settings.IsInteractive) connection.Timeout = PersonLimit;
            };
            session.Client.Connect();
            connection.Timeout = timeout;
            return session.Client.IsConnected ? session : throw new SshConnectionException("The connection was closed.");
        }
        catch (HostFailureException)
        {
            session.Dispose();
            throw;
        }
        catch (Exception exception)
        {
            var allowed = methods.LastOrDefault(method => method.AllowedAuthentications is not null)?.AllowedAuthentications;
            HostIsBooting = phase == ConnectPhase.Authentication && AccountRefusal.IsBooting(trial.Said);
            var inTunnel = tunnel?.FailureOf(exception);
            session.Dispose();
            if (inTunnel is not null) throw inTunnel;
            var greeting = phase == ConnectPhase.Greeting && ConnectFailure.IsTurnedAway(exception) && tunnel is not ProxyTunnel
                ? ServerGreeting.Ask(target, bastion?.Client, timeout / 2)
                : "";
            WasTurnedAway = phase == ConnectPhase.Greeting && ConnectFailure.IsTurnedAway(exception) && !ConnectFailure.IsOtherProtocol(greeting);
            throw OfferedAlgorithms.NothingShared(exception, connection, route.Settings.Algorithms, target)
                ?? ConnectFailure.From(exception, target, phase, timeout, trial, allowed, greeting);
        }
    }
}

internal enum ConnectPhase
{
    Greeting,
    KeyExchange,
    Authentication,
}
