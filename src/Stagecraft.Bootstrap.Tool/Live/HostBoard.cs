using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Tool.Live;

/// <summary>Keeps track of a run, host by host.</summary>
internal sealed class HostBoard(int hosts, TimeProvider time) : IBootstrapObserver
{
    // Updated from many threads, and read from a timer thread.
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, (string Name, string Step, long Began)> running = new(StringComparer.Ordinal);
    private readonly long began = time.GetTimestamp();
    private int ended;
    private int failed;

    public void HostStarted(Host host)
    {
        lock (gate) running[host.Id] = (SafeText.Line(host.Name), "", time.GetTimestamp());
    }

    public void StepStarted(Host host, string step)
    {
        lock (gate)
        {
            if (running.TryGetValue(host.Id, out var known)) running[host.Id] = known with { Step = step };
        }
    }

    public void HostWaits(Host host, string what)
    {
        lock (gate)
        {
            // The text stays until the next step.
            if (running.TryGetValue(host.Id, out var known)) running[host.Id] = known with { Step = $"{known.Step}, {SafeText.Line(what)}" };
        }
    }

    public void HostEnded(Host host, HostResult result)
    {
        lock (gate)
        {
            running.Remove(host.Id);
            ended++;
            if (result.Status == HostStatus.Failed) failed++;
        }
    }

    // Called only for a host that has not failed before.
    public void HostJudged(HostResult result)
    {
        lock (gate)
        {
            if (result.Status == HostStatus.Failed) failed++;
        }
    }

    public BoardState Look()
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            return new BoardState(
                [.. running.Values.Select(host => new RunningHost(host.Name, host.Step, time.GetElapsedTime(host.Began, now)))],
                hosts,
                ended,
                failed,
                time.GetElapsedTime(began, now));
        }
    }
}
