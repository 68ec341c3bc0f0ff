namespace Stagecraft.Bootstrap.Tool;

/// <summary>Keeps track of a run, host by host.</summary>
/// <param name="hosts">The number of all hosts.</param>
/// <param name="sequence">The steps of each host, in order.</param>
/// <param name="time">The clock.</param>
internal sealed class HostBoard(int hosts, IReadOnlyList<string> sequence, TimeProvider time) : IBootstrapObserver
{
    // Updated from many threads, and read from a timer thread.
    private readonly Lock gate = new();
    private readonly string[] steps = [.. sequence];
    private readonly SortedDictionary<string, (string Name, string Step, string Progress, long Began)> running = new(StringComparer.Ordinal);
    private readonly long began = time.GetTimestamp();
    private int ended;
    private int failed;

    public void HostStarted(Host host)
    {
        lock (gate) running[host.Id] = (SafeText.Line(host.Name), "", "", time.GetTimestamp());
    }

    public void StepStarted(Host host, string step)
    {
        lock (gate)
        {
            if (running.TryGetValue(host.Id, out var known)) running[host.Id] = known with { Step = step, Progress = "" };
        }
    }

    public void StepProgressed(Host host, string what)
    {
        lock (gate)
        {
            // The text stays until the next one or the next step.
            if (running.TryGetValue(host.Id, out var known)) running[host.Id] = known with { Progress = SafeText.Line(what) };
        }
    }

    public void HostWaits(Host host, string what) => StepProgressed(host, what);

    public void HostCompleted(Host host, HostResult result)
    {
        lock (gate)
        {
            running.Remove(host.Id);
            ended++;
            if (result.Status == HostStatus.Failed) failed++;
        }
    }

    // Called only for a host that has not failed before.
    public void HostRevised(HostResult result)
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
                [.. running.Values.Select(host => new RunningHost(host.Name, host.Step, host.Progress, time.GetElapsedTime(host.Began, now)))],
                hosts,
                ended,
                failed,
                Completed(),
                time.GetElapsedTime(began, now));
        }
    }

    // Steps of all hosts. A host that has failed needs no more steps.
    private double Completed() => hosts == 0 ? 0 : (ended + running.Values.Sum(host => (double)Math.Max(0, Array.IndexOf(steps, host.Step)) / steps.Length)) / hosts;
}

/// <summary>A snapshot of a run.</summary>
/// <param name="Running">In host order.</param>
/// <param name="Hosts">The number of all hosts.</param>
/// <param name="Ended">The number of hosts that have finished, with any result.</param>
/// <param name="Failed">The number of those hosts that failed.</param>
/// <param name="Completed">The completed part of all steps, 0 to 1.</param>
/// <param name="Elapsed">Since the run began.</param>
internal sealed record BoardState(IReadOnlyList<RunningHost> Running, int Hosts, int Ended, int Failed, double Completed, TimeSpan Elapsed);

/// <summary>A host that is being processed.</summary>
/// <param name="Name">Printable.</param>
/// <param name="Step">The name of the step, as in reports.</param>
/// <param name="Progress">What the step does or waits for. Printable; empty if it is not known.</param>
/// <param name="Elapsed">The time since the host was started.</param>
internal sealed record RunningHost(string Name, string Step, string Progress, TimeSpan Elapsed);
