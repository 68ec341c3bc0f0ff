namespace Stagecraft.Bootstrap;

/// <summary>Fails ready hosts whose nodes the network does not list. Asks once per run, if the network provider can.</summary>
internal sealed class NodeListCheck(INetworkProvider network, Redactor redactor, IBootstrapObserver observer)
{
    public async Task<(IReadOnlyList<HostResult> Results, IReadOnlyList<string> Warnings)> RunAsync(
        IReadOnlyList<Host> hosts, IReadOnlyList<HostResult> results, CancellationToken cancellationToken)
    {
        var nodes = HostNode.Of(hosts, results);
        if (nodes.Count == 0 || cancellationToken.IsCancellationRequested) return (results, []);
        try
        {
            var forgotten = await network.ForgottenAsync(nodes, cancellationToken);
            return forgotten.Count == 0 ? (results, []) : ([.. hosts.Zip(results, (host, result) => forgotten.TryGetValue(host, out var problem) ? Failed(result, problem) : result)], []);
        }
        catch (HostFailureException failure)
        {
            return (results, [Clean($"Cannot determine whether the network lists the hosts' nodes: {failure.Message}")]);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (results, []);
        }
#pragma warning disable CA1031 // An error here must not affect the results of the hosts.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            observer.Log(nodes[0].Host, redactor.Redact(exception.ToString()));
            return (results, [Clean($"Cannot determine whether the network lists the hosts' nodes: unexpected {exception.GetType().Name}: {exception.Message}")]);
        }
    }

    private HostResult Failed(HostResult result, HostProblem problem) => result.FailedLater(problem.Code, Clean(problem.Observed), Clean(problem.Remedy));

    private string Clean(string text) => SafeText.Line(redactor.Redact(text));
}
