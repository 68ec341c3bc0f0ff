using Stagecraft.Bootstrap;

namespace Stagecraft.Bench.Engine;

/// <summary>Any number of ready hosts without a network. Each gives the answer of one real host, with its own name.</summary>
internal sealed class ScriptedFleet(string answer, string answeredBy) : IHostConnector
{
    public async Task<IHostConnection> ConnectAsync(Host host, CancellationToken cancellationToken)
    {
        // A real connection takes time, so the engine must wait and work on other hosts.
        await Task.Yield();
        return new OneAnswer(_ => new CommandResult(
            ExitStatus: 0,
            ExitSignal: null,
            Output: answer.Replace(answeredBy, host.Name, StringComparison.Ordinal),
            Error: ""));
    }
}
