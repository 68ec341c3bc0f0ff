using System.Collections.Concurrent;
using Stagecraft.Bootstrap;

namespace Stagecraft.Testing;

/// <summary>Hosts that exist only as answers to scripts. Every command is recorded.</summary>
public sealed class ScriptedConnector : IHostConnector
{
    private readonly ConcurrentDictionary<string, ScriptedHost> hosts = new(StringComparer.Ordinal);

    /// <summary>The answers of a host that was not set up by id.</summary>
    public Func<Host, ScriptedHost> Default { get; set; } = _ => new ScriptedHost();

    /// <summary>Ids in the order in which connections were opened.</summary>
    public ConcurrentQueue<string> Connected { get; } = new();

    public ScriptedHost this[string id]
    {
        get => hosts[id];
        set => hosts[id] = value;
    }

    public async Task<IHostConnection> ConnectAsync(Host host, CancellationToken cancellationToken)
    {
        Connected.Enqueue(host.Id);
        var scripted = hosts.GetOrAdd(host.Id, _ => Default(host));
        await scripted.OnConnect(cancellationToken);
        return new ScriptedConnection(scripted);
    }
}
