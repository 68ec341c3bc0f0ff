namespace Stagecraft.Bootstrap;

/// <summary>Probes one ready host, once per run, which of the other ready hosts it sees in the network.</summary>
/// <remarks>A node that its network has forgotten may not notice that for a long time. Another node notices it immediately.</remarks>
internal sealed class PeerCheck(IHostConnector connector, INetworkProvider network, BootstrapOptions options, Redactor redactor, IBootstrapObserver observer)
{
    // The probed host, one that it sees, and one that it does not see. Fewer hosts allow no conclusion.
    private const int FewestHosts = 3;

    // A host that was ready a moment ago usually answers. If several do not, the cause is elsewhere.
    private const int MostProbed = 3;

    /// <returns>The results, with a warning for each host that the probed one does not see, and the warnings of the run.</returns>
    public async Task<(IReadOnlyList<HostResult> Results, IReadOnlyList<string> Warnings)> RunAsync(
        IReadOnlyList<Host> hosts, IReadOnlyList<HostResult> results, CancellationToken cancellationToken)
    {
        if (network.PeersProbe is not { } probe) return (results, []);

        var nodes = HostNode.Of(hosts, results);
        if (nodes.Count < FewestHosts) return (results, []);

        var failures = new List<string>();
        foreach (var (probed, _) in nodes.Take(MostProbed))
        {
            if (cancellationToken.IsCancellationRequested) return (results, []);
            try
            {
                var answer = await ProbeAsync(probed, probe, cancellationToken);
                var unseen = network.Unseen(answer, probed, [.. nodes.Where(node => node.Host != probed)]);
                return ([.. hosts.Zip(results, (host, result) => unseen.TryGetValue(host, out var warning) ? Warned(result, warning) : result)], []);
            }
            catch (HostFailureException failure)
            {
                failures.Add($"{SafeText.Line(probed.Name)}: {failure.Observed}");
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return (results, []);
            }
#pragma warning disable CA1031 // An error here must not affect the results of the hosts.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                observer.Log(probed, redactor.Redact(exception.ToString()));
                failures.Add($"{SafeText.Line(probed.Name)}: unexpected {exception.GetType().Name}: {exception.Message}");
            }
        }

        return (results, [Clean($"Cannot determine whether the hosts see each other in the network: {string.Join(" ", failures)}")]);
    }

    private async Task<ScriptAnswer> ProbeAsync(Host probed, RemoteScript probe, CancellationToken cancellationToken)
    {
        void Log(string text) => observer.Log(probed, redactor.Redact(text));
        await using var connection = new SafeConnection(await connector.ConnectAsync(probed with { NetworkName = network.NodeFqdn(probed) }, cancellationToken), Log);
        return await new HostSession(probed, connection, options, redactor, Log, Log).ProbeAsync(probe, cancellationToken);
    }

    private HostResult Warned(HostResult result, string warning) => result with { Warnings = [.. result.Warnings, Clean(warning)] };

    private string Clean(string text) => SafeText.Line(redactor.Redact(text));
}
