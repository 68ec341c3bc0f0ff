using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Ssh;

namespace Stagecraft.Application;

/// <summary>The last part of infra-up: waits until new hosts accept a login. A host that never does is returned anyway, and bootstrap reports it.</summary>
/// <remarks>
/// A booting host accepts connections before it accepts logins: sshd is restarted, and the key is installed later. Hosts behind
/// a bastion are probed through it, because their ports may never be reachable from this machine.
/// </remarks>
internal sealed class SshWait : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // Longer: a rejected login is logged on the host, and costs more than a port probe.
    private static readonly TimeSpan LoginInterval = TimeSpan.FromSeconds(5);

    private readonly RunEnvironment environment;
    private readonly SshOptions ssh;
    private readonly TimeSpan longest;
    private readonly IProgress<string> progress;
    private readonly IPortProbe? bastion;
    private readonly IHostConnector? connector;
    private readonly bool ownsConnector;

    /// <param name="environment">Makes the connections.</param>
    /// <param name="ssh">How hosts are reached.</param>
    /// <param name="connector">Used to log in; null to create one for the wait, if there is a key.</param>
    /// <param name="longest">The maximum wait. After that, a host is returned in its current state.</param>
    /// <param name="progress">Receives a line for each host.</param>
    public SshWait(RunEnvironment environment, SshOptions ssh, IHostConnector? connector, TimeSpan longest, IProgress<string> progress)
    {
        (this.environment, this.ssh, this.longest, this.progress) = (environment, ssh, longest, progress);
        bastion = ssh.ProxyJump is { Count: > 0 } ? environment.ProbeThroughBastion(ssh) : null;
        ownsConnector = connector is null;
        this.connector = connector ?? Connector();
    }

    /// <param name="hosts">The result of applying the plan.</param>
    /// <param name="plan">Identifies the new hosts. There is no wait for hosts that existed before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The hosts. A host has a problem if neither waiting nor a second run would help.</returns>
    /// <exception cref="CloudCancelledException">The wait was canceled; the message lists the hosts that were created.</exception>
    public async Task<IReadOnlyList<Host>> ForAsync(IReadOnlyList<Host> hosts, CloudPlan plan, CancellationToken cancellationToken)
    {
        var created = plan.ToCreate.ToHashSet(StringComparer.Ordinal);
        var starting = plan.ToCreate.Concat(plan.Starting).ToHashSet(StringComparer.Ordinal);
        var waiting = hosts.Where(host => starting.Contains(host.Name) && host is { PublicIp: not null, Problem: null }).ToList();
        if (waiting.Count == 0) return hosts;

        progress.Report($"Waiting until SSH answers on {Names(waiting.Select(host => host.Name))} (at most {longest.TotalSeconds:0} s)");
        try
        {
            var problems = await Task.WhenAll(waiting.Select(host => ForAsync(host, created.Contains(host.Name), cancellationToken)));
            var found = waiting.Zip(problems).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First.Id, pair => pair.Second, StringComparer.Ordinal);
            return [.. hosts.Select(host => found.TryGetValue(host.Id, out var problem) ? host with { Problem = problem } : host)];
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested && plan.ToCreate.Count > 0)
        {
            var made = hosts.Where(host => created.Contains(host.Name) && (host.Problem is null || host.Id != host.Name)).Select(host => host.Name);
            throw new CloudCancelledException($"Canceled while new hosts were starting. Created in this run: {Names(made)}. Nothing is removed. The next run continues with the existing hosts.", exception, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (ownsConnector && connector is IAsyncDisposable kept) await kept.DisposeAsync();
        if (bastion is not null) await bastion.DisposeAsync();
    }

    // Behind a proxy command, the port may not be reachable from this machine. OpenSSH's configuration may contain a proxy command.
    private bool CanProbe => ssh is { ProxyCommand: null or SshOptions.None, UseConfig: false };

    private IHostConnector? Connector()
    {
        try
        {
            return environment.Connect(ssh);
        }
        catch (ConfigurationException)
        {
            // Infra-up may run without the key or its passphrase. Then only the port is waited for.
            return null;
        }
    }

    private async Task<HostProblem?> ForAsync(Host host, bool isCreated, CancellationToken cancellationToken)
    {
        try
        {
            var start = environment.Time.GetTimestamp();
            return (!CanProbe || await WaitForPortAsync(host, host.SshPort ?? ssh.Port ?? SshOptions.DefaultPort, start, cancellationToken)) && connector is not null
                ? await WaitForLoginAsync(host, connector, isCreated, start, cancellationToken)
                : null;
        }
        catch (HostFailureException refusal)
        {
            progress.Report($"{SafeText.Line(host.Name)}: cannot wait for this host: {SafeText.Line(refusal.Observed)}");
            return null;
        }
    }

    private async Task<bool> WaitForPortAsync(Host host, int port, long start, CancellationToken cancellationToken)
    {
        while (!await AcceptsAsync(host.PublicIp!, port, cancellationToken))
        {
            if (IsOver(start))
            {
                progress.Report($"{SafeText.Line(host.Name)}: no connection to port {port} within {longest.TotalSeconds:0} s (cloud.sshTimeout); continuing without waiting longer");
                return false;
            }

            await Task.Delay(Interval, environment.Time, cancellationToken);
        }

        progress.Report($"{SafeText.Line(host.Name)}: accepts connections on port {port}");
        return true;
    }

    private async Task<HostProblem?> WaitForLoginAsync(Host host, IHostConnector login, bool isCreated, long start, CancellationToken cancellationToken)
    {
        string? reason = null;
        while (true)
        {
            try
            {
                await using var connection = await login.ConnectAsync(host, cancellationToken);
                if (reason is not null) progress.Report($"{SafeText.Line(host.Name)}: accepts logins as {SafeText.Line(connection.User)}");
                return null;
            }
            catch (HostFailureException failure) when (isCreated && IsOfEarlierMachine(host, failure))
            {
                return Reused(host, failure);
            }
            catch (HostFailureException failure) when (MayPass(failure))
            {
                var observed = SafeText.Line(failure.Observed);
                if (IsOver(start))
                {
                    progress.Report($"{SafeText.Line(host.Name)}: no login within {longest.TotalSeconds:0} s (cloud.sshTimeout); continuing without waiting longer. Last error: {observed}");
                    return null;
                }

                // While a host boots, the reason changes. Only a changed reason is reported.
                if (observed != reason) progress.Report($"{SafeText.Line(host.Name)}: login not possible yet: {observed}");
                reason = observed;
            }
            catch (HostFailureException)
            {
                // Bootstrap reports this failure.
                return null;
            }

            await Task.Delay(LoginInterval, environment.Time, cancellationToken);
        }
    }

    // Failures that are normal while a host boots: no answer, a lost connection, and a rejected key that is not installed yet.
    private static bool MayPass(HostFailureException failure) =>
        failure.Code == ErrorCode.SshUnreachable || failure.Code == ErrorCode.SshConnectionLost || failure.Code == ErrorCode.TimedOut || failure.Code == ErrorCode.SshAuthFailed;

    // Clouds reuse addresses. The host was created minutes ago, so the known key belongs to an earlier machine.
    private bool IsOfEarlierMachine(Host host, HostFailureException failure) =>
        failure.HostKeyChanged && host.SshHostKey is null && bastion is null && CanProbe;

    private static HostProblem Reused(Host host, HostFailureException failure) => new(
        $"{failure.Observed} The host was created in this run, so the known key belongs to an earlier machine with this address.",
        failure.Remedy)
    { Code = failure.Code };

    private bool IsOver(long start) => environment.Time.GetElapsedTime(start) >= longest;

    private Task<bool> AcceptsAsync(string address, int port, CancellationToken cancellationToken) =>
        bastion?.AcceptsAsync(address, port, cancellationToken) ?? environment.AcceptsTcp(address, port, cancellationToken);

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(SafeText.Line));
}
