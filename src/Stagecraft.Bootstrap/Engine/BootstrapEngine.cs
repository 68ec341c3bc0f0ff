using System.Threading.Channels;

namespace Stagecraft.Bootstrap;

/// <summary>Bootstraps hosts: sorted hosts → connect → preflight → docker → network → result. Also takes hosts out of their network.</summary>
/// <remarks>An instance keeps no state between runs. It disposes neither the connector nor the network provider.</remarks>
public sealed class BootstrapEngine
{
    private readonly IHostConnector connector;
    private readonly INetworkProvider network;
    private readonly BootstrapOptions options;
    private readonly IBootstrapObserver observer;
    private readonly DockerStep docker;
    private readonly IReadOnlyList<Secret> secrets;

    /// <summary>Creates an engine, and checks the options. No host is contacted.</summary>
    /// <param name="connector">Opens the connections, for example an <c>SshConnector</c>.</param>
    /// <param name="network">The network that the hosts join. <see cref="NoNetwork"/> joins none.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="observer">Receives the progress and the log. Null if they are not needed.</param>
    /// <exception cref="ConfigurationException">A value of the options is not valid.</exception>
    public BootstrapEngine(IHostConnector connector, INetworkProvider network, BootstrapOptions? options = null, IBootstrapObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(connector);
        ArgumentNullException.ThrowIfNull(network);
        this.connector = connector;
        this.network = network;
        this.options = options ?? new BootstrapOptions();
        this.options.Require();
        this.observer = new SafeObserver(observer ?? new NoObserver());
        docker = new DockerStep(this.options.Docker);
        secrets = [.. network.Secrets, .. this.options.Secrets, .. Maskable(this.options.SudoPassword), .. this.options.Docker.Proxy?.Secrets() ?? []];
    }

    /// <summary>Bootstraps every host once and reports on all of them, even if it is canceled.</summary>
    /// <param name="hosts">The hosts, in any order. The report has them in the order of their ids.</param>
    /// <param name="cancellationToken">Stops the run. Hosts that are not ready by then are reported as skipped; no exception is thrown.</param>
    /// <exception cref="ConfigurationException">A host id is empty or occurs twice. No host was contacted.</exception>
    public Task<BootstrapReport> RunAsync(IEnumerable<Host> hosts, CancellationToken cancellationToken = default) =>
        RunAsync(StepName.All, hosts, cancellationToken);

    /// <summary>
    /// Takes every host out of the network, and reports on all of them like <see cref="RunAsync(IEnumerable{Host}, CancellationToken)"/>.
    /// Changes nothing else on them. A host that is not in the network is not changed.
    /// </summary>
    /// <param name="hosts">The hosts, in any order. The report has them in the order of their ids.</param>
    /// <param name="cancellationToken">Stops the run. Hosts that are not finished by then are reported as skipped; no exception is thrown.</param>
    /// <exception cref="ConfigurationException">A host id is empty or occurs twice. No host was contacted.</exception>
    public Task<BootstrapReport> LeaveAsync(IEnumerable<Host> hosts, CancellationToken cancellationToken = default) =>
        RunAsync(StepName.OfLeave, hosts, cancellationToken);

    private async Task<BootstrapReport> RunAsync(IReadOnlyList<string> sequence, IEnumerable<Host> hosts, CancellationToken cancellationToken)
    {
        var sorted = HostList.Sort(hosts);
        var redactor = new Redactor([.. secrets, .. sorted.SelectMany(host => Maskable(host.SudoPassword))]);
        var inOrder = Channel.CreateUnbounded<Task<HostResult>>();
        var starting = StartInOrderAsync(sorted, host => new HostRecord(host, sequence, options, observer, redactor), redactor, inOrder.Writer, cancellationToken);

        var results = new List<HostResult>(sorted.Count);
        await foreach (var running in inOrder.Reader.ReadAllAsync(CancellationToken.None))
        {
            results.Add(await running);
            observer.HostReported(results[^1]);
        }

        await starting;
        // Hosts that leave the network need not see each other in it.
        if (sequence == StepName.OfLeave) return new BootstrapReport(options.CheckOnly, results, options.Warnings) { IsLeave = true };
        var (judged, warnings) = await JudgeAsync(sorted, results, redactor, cancellationToken);
        return new BootstrapReport(options.CheckOnly, judged, [.. options.Warnings, .. warnings]);
    }

    /// <summary>Checks all hosts together: hosts that are the same machine or node, nodes that the network does not list, and nodes that another node does not see.</summary>
    private async Task<(IReadOnlyList<HostResult> Results, IReadOnlyList<string> Warnings)> JudgeAsync(
        IReadOnlyList<Host> hosts, List<HostResult> results, Redactor redactor, CancellationToken cancellationToken)
    {
        var (listed, warnings) = await new NodeListCheck(network, redactor, observer).RunAsync(hosts, SharedIdentity.Judge(results), cancellationToken);
        var check = await new PeerCheck(connector, network, options, redactor, observer).RunAsync(hosts, listed, cancellationToken);
        for (var i = 0; i < results.Count; i++)
        {
            if (!ReferenceEquals(results[i], check.Results[i])) observer.HostRevised(check.Results[i]);
        }

        return (check.Results, [.. warnings, .. check.Warnings]);
    }

    private async Task StartInOrderAsync(
        IReadOnlyList<Host> sorted, Func<Host, HostRecord> record, Redactor redactor, ChannelWriter<Task<HostResult>> inOrder, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(options.MaxParallelHosts);
        var batchSize = Math.Max(1, options.Serial?.Of(sorted.Count) ?? sorted.Count);
        var mostFailed = options.MaxFail?.Of(sorted.Count) ?? sorted.Count;
        var failed = 0;
        foreach (var batch in sorted.Chunk(batchSize))
        {
            if (failed > mostFailed)
            {
                foreach (var host in batch) inOrder.TryWrite(Task.FromResult(record(host).Stopped(failed, mostFailed)));
                continue;
            }

            var running = new List<Task<HostResult>>();
            foreach (var host in batch)
            {
                await slots.WaitAsync(CancellationToken.None);
                // After a cancellation, the remaining hosts are not started, but they get a result.
                var result = cancellationToken.IsCancellationRequested
                    ? Task.FromResult(record(host).Cancelled())
                    : RunHostAsync(host, record(host), redactor, cancellationToken);
                running.Add(ReleaseAfterAsync(result, slots));
                inOrder.TryWrite(result);
            }

            failed += (await Task.WhenAll(running)).Count(result => result.Status == HostStatus.Failed);
        }

        inOrder.Complete();
    }

    private static async Task<HostResult> ReleaseAfterAsync(Task<HostResult> running, SemaphoreSlim slots)
    {
        var result = await running;
        slots.Release();
        return result;
    }

    private async Task<HostResult> RunHostAsync(Host host, HostRecord record, Redactor redactor, CancellationToken cancellationToken)
    {
        var result = await RunSequenceAsync(host, record, redactor, cancellationToken);
        observer.HostCompleted(host, result);
        return result;
    }

    private async Task<HostResult> RunSequenceAsync(Host host, HostRecord record, Redactor redactor, CancellationToken cancellationToken)
    {
        try
        {
            record.Begin(StepName.Connect);
            var networkProbe = network.FirstProbe(host);
            await using var connection = new SafeConnection(await ConnectAsync(host, redactor, cancellationToken), record.Log);
            var session = record.Connected(connection, token => connection.RenewAsync(() => ConnectAsync(host, redactor, token)));

            return record.IsLeave
                ? await TakeOutAsync(record, session, networkProbe, cancellationToken)
                : await BootstrapAsync(record, session, networkProbe, cancellationToken);
        }
        catch (HostFailureException failure)
        {
            return record.Failed(failure);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return record.Cancelled();
        }
#pragma warning disable CA1031 // An error on one host is that host's failure, not the run's.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return record.Crashed(exception);
        }
    }

    private async Task<HostResult> BootstrapAsync(HostRecord record, HostSession session, RemoteScript? networkProbe, CancellationToken cancellationToken)
    {
        await record.StepAsync(StepName.Preflight, () => Preflight.RunAsync(session, [.. docker.Probes(session.LoginUser), networkProbe], cancellationToken));
        if (options.Docker.Enabled)
            await record.StepAsync(StepName.Docker, () => docker.RunAsync(session, network.MissingPackages(session), cancellationToken));
        else
            record.Skip(StepName.Docker, "docker.enabled is false");
        await record.StepAsync(StepName.NetworkInstall, () => network.EnsureInstalledAsync(session, cancellationToken));
        if (network.JoinSkipped is { } why)
            record.Skip(StepName.NetworkJoin, why);
        else
            await record.StepAsync(StepName.NetworkJoin, () => network.EnsureJoinedAsync(session, cancellationToken));
        return record.Succeeded(network.NodeFqdn(session.Host));
    }

    private async Task<HostResult> TakeOutAsync(HostRecord record, HostSession session, RemoteScript? networkProbe, CancellationToken cancellationToken)
    {
        await record.StepAsync(StepName.Preflight, () => Preflight.RunAsync(session, [networkProbe], cancellationToken, usesPackages: false));
        await record.StepAsync(StepName.NetworkLeave, () => network.EnsureLeftAsync(session, cancellationToken));
        return record.Succeeded(fqdn: null);
    }

    private Task<IHostConnection> ConnectAsync(Host host, Redactor redactor, CancellationToken cancellationToken)
    {
        if (host.Problem is { } problem) throw new HostFailureException(problem.Code, problem.Observed, problem.Remedy);
        if (host.SudoPassword is { } password && OptionRules.SudoPassword(password) is { } why)
            throw new HostFailureException(ErrorCode.ConfigInvalid, $"The password for sudo {why}", "Correct the password of this host.");
        if (!string.IsNullOrWhiteSpace(host.PublicIp))
            return connector.ConnectAsync(host with { NetworkName = network.NodeFqdn(host) }, what => observer.HostWaits(host, redactor.Redact(what)), cancellationToken);
        throw host.PrivateIp is { } inside
            ? new HostFailureException(
                ErrorCode.ConfigInvalid,
                $"The host has no public address, only {SafeText.Line(inside)} in its private network.",
                "Set infra.bootstrap.ssh.proxyJump to a bastion that reaches it.")
            : new HostFailureException(
                ErrorCode.ConfigInvalid,
                "The host has no address.",
                "Give it a publicIp, or find out why its cloud provider reports none.");
    }

    // A shorter password occurs in ordinary text, and masking it would make the output unreadable.
    private static IEnumerable<Secret> Maskable(Secret? password) => password?.Reveal().Length >= SecretText.MinLength ? [password] : [];

    private sealed class NoObserver : IBootstrapObserver;
}
