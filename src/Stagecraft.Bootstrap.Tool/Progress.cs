using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>
/// Writes progress lines: one per finished host; if verbose, also each step and the output from the hosts. On a terminal with
/// live lines, a line appears as soon as its host has finished, otherwise in host order.
/// </summary>
/// <param name="output">Receives the lines.</param>
/// <param name="verbose">Whether to write the steps and the output from the hosts.</param>
/// <param name="paint">Colors the word of a state.</param>
/// <param name="live">The terminal, if it shows live lines. Lines are wrapped at its width. Otherwise null.</param>
internal sealed class Progress(TextWriter output, bool verbose, Func<HostState, string, string>? paint, LiveWriter? live = null) : IBootstrapObserver
{
    private const int Hanging = 2;

    private readonly HashSet<string> written = new(StringComparer.Ordinal);

    // Hosts report from many threads. Keeps lines from mixing.
    private readonly Lock gate = new();

    /// <summary>Whether the report is shown on the terminal too. Its table has all hosts, so only failures get a line before it.</summary>
    public bool ReportFollows { get; init; }

    public bool HasWritten { get; private set; }

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
        var lines = ScriptProtocol.WithoutMarkers(text.ReplaceLineEndings("\n").TrimEnd('\n')).Split('\n').ToList();
        Write(string.Join('\n', lines.Select(line => Wrap($"{name} | {SafeText.Line(line)}", Cells.Of(name) + 3))));
    }

    public void HostCompleted(Host host, HostResult result)
    {
        if (live is not null) WriteOnce(result);
    }

    public void HostReported(HostResult result) => WriteOnce(result);

    public void HostRevised(HostResult result) => WriteResult(result);

    private void WriteOnce(HostResult result)
    {
        bool isNew;
        lock (gate) isNew = written.Add(result.HostId);
        if (isNew) WriteResult(result);
    }

    private void WriteResult(HostResult result)
    {
        if (live is not null && ReportFollows && !verbose && result.Status != HostStatus.Failed) return;
        var line = Wrap($"{result.Name}: {HostSummary.Brief(result)}", Hanging);
        Write(paint is null ? line : Painted(line, result));
    }

    // After wrapping, because colors take no columns.
    private string Painted(string line, HostResult result)
    {
        var state = HostSummary.State(result);
        var (word, start) = (HostSummary.Word(state), result.Name.Length + 2);
        return line.AsSpan(Math.Min(start, line.Length)).StartsWith(word, StringComparison.Ordinal) ? line[..start] + paint!(state, word) + line[(start + word.Length)..] : line;
    }

    private string Wrap(string line, int hanging) => TextWrap.Wrap(line, hanging, live?.Size.Width - 1);

    private void Write(string lines)
    {
        lock (gate)
        {
            output.WriteLine(lines);
            HasWritten = true;
        }
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

    public void StepProgressed(Host host, string what) => Notify(observer => observer.StepProgressed(host, what));

    public void Log(Host host, string text) => Notify(observer => observer.Log(host, text));

    public void HostCompleted(Host host, HostResult result) => Notify(observer => observer.HostCompleted(host, result));

    public void HostReported(HostResult result) => Notify(observer => observer.HostReported(result));

    public void HostRevised(HostResult result) => Notify(observer => observer.HostRevised(result));

    private void Notify(Action<IBootstrapObserver> notify)
    {
        foreach (var observer in all) notify(observer);
    }
}
