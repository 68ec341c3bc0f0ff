using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Reporting;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

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

    public void HostFinished(HostResult result) => Write($"{result.Name}: {HostSummary.Line(result, paint)}");

    public void HostJudged(HostResult result) => HostFinished(result);

    private void Write(string lines)
    {
        lock (gate) output.WriteLine(lines);
    }
}
