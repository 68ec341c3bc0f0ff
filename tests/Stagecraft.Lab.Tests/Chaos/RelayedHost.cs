using System.Diagnostics;
using System.Net;
using Stagecraft.Bootstrap;

namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>A host of the lab behind a relay, and the engine's work there until the cut.</summary>
internal sealed class RelayedHost : IAsyncDisposable
{
    private const int SshPort = 22;

    private readonly CutRelay relay;
    private readonly PackageLog packages;
    private readonly List<(string Name, long Started)> commands = [];
    private readonly List<TimeSpan> durations = [];

    /// <param name="host">As the lab describes it.</param>
    /// <param name="root">Its file system as this machine sees it.</param>
    /// <param name="point">Null for a run that nothing cuts.</param>
    public RelayedHost(Host host, string root, CutPoint? point)
    {
        packages = new PackageLog(root);
        relay = new CutRelay(new IPEndPoint(IPAddress.Parse(host.PublicIp!), SshPort), point, () => Phase = Now());
        Host = host with { PublicIp = $"{IPAddress.Loopback}", SshPort = relay.Port };
    }

    /// <summary>The address that the engine uses.</summary>
    public Host Host { get; }

    /// <summary>The phase of the host when the connection was cut. Null if it was not cut.</summary>
    public string? Phase { get; private set; }

    public Task WasCut => relay.WasCut;

    public bool HasBegun
    {
        get
        {
            lock (commands) return commands.Count > 0;
        }
    }

    public WholeRun Whole => new(relay.ToHost, relay.FromHost, [.. durations]);

    public void CommandStarts(string name)
    {
        int number;
        lock (commands)
        {
            commands.Add((name, Stopwatch.GetTimestamp()));
            number = commands.Count;
        }

        packages.Mark();
        relay.CommandStarts(number);
    }

    public void CommandEnded()
    {
        lock (commands) durations.Add(Stopwatch.GetElapsedTime(commands[^1].Started));
    }

    public ValueTask DisposeAsync() => relay.DisposeAsync();

    private string Now()
    {
        lock (commands)
        {
            var phase = commands.Count == 0 ? KillPhase.Connecting : KillPhase.Of(commands[^1].Name);
            return phase == KillPhase.Installation ? $"{phase}: {packages.Phase()}" : phase;
        }
    }
}
