using System.Collections.Concurrent;
using Stagecraft.Bootstrap;
using Stagecraft.Testing;

namespace Stagecraft.Providers.Tests.Network;

/// <summary>Runs a provider through the real engine, on scripted hosts.</summary>
internal sealed class NetworkRun(INetworkProvider provider) : IBootstrapObserver
{
    public ScriptedConnector Connector { get; } = new();

    public BootstrapTimeouts Timeouts { get; init; } = new();

    public bool CheckOnly { get; init; }

    /// <summary>Whether Docker is a part of the run.</summary>
    public bool Docker { get; init; }

    public ConcurrentQueue<string> Logged { get; } = new();

    /// <summary>What the hosts waited for.</summary>
    public ConcurrentQueue<string> Waited { get; } = new();

    /// <summary>A supported host that has not joined a network.</summary>
    public static ScriptedHost Machine() => new ScriptedHost().On("preflight", HostAnswers.Preflight);

    public async Task<HostResult> RunAsync(Host host, ScriptedHost machine)
    {
        Connector[host.Id] = machine;
        return (await RunAsync([host], CancellationToken.None)).Results[0];
    }

    public Task<BootstrapReport> RunAsync(IEnumerable<Host> hosts, CancellationToken cancellationToken)
    {
        var options = new BootstrapOptions { Docker = new() { Enabled = Docker }, CheckOnly = CheckOnly, Timeouts = Timeouts };
        return new BootstrapEngine(Connector, provider, options, this).RunAsync(hosts, cancellationToken);
    }

    /// <summary>Takes the host out of its network.</summary>
    public async Task<HostResult> LeaveAsync(Host host, ScriptedHost machine)
    {
        Connector[host.Id] = machine;
        var options = new BootstrapOptions { CheckOnly = CheckOnly, Timeouts = Timeouts };
        return (await new BootstrapEngine(Connector, provider, options, this).LeaveAsync([host])).Results[0];
    }

    void IBootstrapObserver.Log(Host host, string text) => Logged.Enqueue(text);

    void IBootstrapObserver.HostWaits(Host host, string what) => Waited.Enqueue(what);
}
