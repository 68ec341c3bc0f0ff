using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Reporting;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Plain lines while a run goes on: one per finished host, in host order; if verbose, also each step and what hosts answered.</summary>
/// <param name="output">Gets whole lines. A terminal with live lines at its bottom keeps these above them.</param>
/// <param name="verbose">Whether steps and answers are told.</param>
/// <param name="paint">Dresses the word of a state, for a terminal.</param>
/// <param name="live">Watches too, where a terminal shows live lines.</param>
internal sealed class Progress(TextWriter output, bool verbose, Func<HostState, string, string>? paint, IBootstrapObserver? live = null) : IBootstrapObserver
{
    // Hosts report from many threads; a line stays a line.
    private readonly Lock gate = new();

    public void HostStarted(Host host) => live?.HostStarted(host);

    public void StepStarted(Host host, string step)
    {
        live?.StepStarted(host, step);
        if (verbose) Write($"{SafeText.Line(host.Name)}: {step} ...");
    }

    public void Log(Host host, string text)
    {
        if (!verbose) return;

        var name = SafeText.Line(host.Name);
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Write(string.Join('\n', lines.Select(line => $"{name} | {SafeText.Line(line)}")));
    }

    public void HostEnded(Host host, HostResult result) => live?.HostEnded(host, result);

    public void HostFinished(HostResult result) => Write($"{result.Name}: {HostSummary.Line(result, paint)}");

    private void Write(string lines)
    {
        lock (gate) output.WriteLine(lines);
    }
}
