using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Writes plain progress lines: one per finished host, in host order; if verbose, also each step and the output from the hosts.</summary>
internal sealed class Progress(TextWriter output, bool verbose, Func<HostState, string, string>? paint) : IBootstrapObserver
{
    // Hosts report from many threads. Keeps lines from mixing.
    private readonly Lock gate = new();

    public void StepStarted(Host host, string step)
    {
        if (verbose) Write($"{SafeText.Line(host.Name)}: {step} ...");
    }

    public void HostWaits(Host host, string what)
    {
        if (verbose) Write($"{SafeText.Line(host.Name)}: {SafeText.Line(what)}");
    }

    public void Log(Host host, string text)
    {
        if (!verbose) return;

        var name = SafeText.Line(host.Name);
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Write(string.Join('\n', lines.Select(line => $"{name} | {SafeText.Line(line)}")));
    }

    public void HostReported(HostResult result) => Write($"{result.Name}: {HostSummary.Line(result, paint)}");

    public void HostRevised(HostResult result) => HostReported(result);

    private void Write(string lines)
    {
        lock (gate) output.WriteLine(lines);
    }
}

/// <summary>Writes one line for each action of the cloud provider.</summary>
internal sealed class ProgressLines(TextWriter output, Func<string, string> mask) : IProgress<string>
{
    private readonly Lock gate = new();

    public void Report(string value)
    {
        lock (gate) output.WriteLine(SafeText.Line(mask(value)));
    }
}

/// <summary>Several observers as one.</summary>
internal sealed class Observers(params IReadOnlyList<IBootstrapObserver> all) : IBootstrapObserver
{
    public void HostStarted(Host host) => Notify(observer => observer.HostStarted(host));

    public void StepStarted(Host host, string step) => Notify(observer => observer.StepStarted(host, step));

    public void HostWaits(Host host, string what) => Notify(observer => observer.HostWaits(host, what));

    public void Log(Host host, string text) => Notify(observer => observer.Log(host, text));

    public void HostCompleted(Host host, HostResult result) => Notify(observer => observer.HostCompleted(host, result));

    public void HostReported(HostResult result) => Notify(observer => observer.HostReported(result));

    public void HostRevised(HostResult result) => Notify(observer => observer.HostRevised(result));

    private void Notify(Action<IBootstrapObserver> notify)
    {
        foreach (var observer in all) notify(observer);
    }
}
