using System.Globalization;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Shows live lines on a terminal during a run. They start with the first tick, so a short run shows none.</summary>
internal sealed class LiveDisplay : IBootstrapObserver, IDisposable
{
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly LiveWriter screen;
    private readonly HostBoard board;
    private readonly ITimer timer;
    private bool over;

    public LiveDisplay(LiveWriter screen, int hosts, TimeProvider time)
    {
        this.screen = screen;
        board = new HostBoard(hosts, time);
        timer = time.CreateTimer(_ => Draw(), state: null, Tick, Tick);
    }

    public void HostStarted(Host host) => board.HostStarted(host);

    public void StepStarted(Host host, string step) => board.StepStarted(host, step);

    public void HostWaits(Host host, string what) => board.HostWaits(host, what);

    public void HostCompleted(Host host, HostResult result) => board.HostCompleted(host, result);

    public void HostRevised(HostResult result) => board.HostRevised(result);

    /// <summary>Removes the live lines. Text above them stays.</summary>
    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
        {
            if (!over) screen.Show([]);
            over = true;
        }
    }

    private void Draw()
    {
        lock (gate)
        {
            if (over) return;
            try
            {
                screen.Show(LiveView.Render(board.Look(), screen.Size.Width, screen.Size.Height));
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // The terminal is gone. The run continues without live lines.
                over = true;
            }
        }
    }
}

/// <summary>Renders a snapshot of a run: one line per running host, and a progress bar. Always fits the window.</summary>
internal static class LiveView
{
    // Further hosts are only counted.
    private const int MaxHostLines = 16;

    // Lines reserved in the window: the bar, two lines of earlier output, and the cursor line.
    private const int OtherLines = 4;

    private const int StepWidth = 15;
    private const int TimeWidth = 7;
    private const int MinNameWidth = 8;
    private const int MaxNameWidth = 32;
    private const int MaxBarWidth = 40;
    private const int MinBarWidth = 5;

    /// <returns>At most <paramref name="height"/> - 1 lines of at most <paramref name="width"/> - 1 columns: a full line would wrap on some terminals.</returns>
    public static IReadOnlyList<string> Render(BoardState state, int width, int height) =>
        height < 2 || width < 2 ? [] : [.. Hosts(state.Running, width - 1, Math.Min(MaxHostLines, height - OtherLines)), Bar(state, width - 1)];

    private static IEnumerable<string> Hosts(IReadOnlyList<RunningHost> running, int width, int lines)
    {
        var shown = running.Count <= lines ? running.Count : Math.Max(0, lines - 1);
        var longest = running.Take(shown).Select(host => Cells.Of(host.Name)).DefaultIfEmpty().Max();
        var nameWidth = Math.Min(longest, Math.Clamp(width - StepWidth - TimeWidth - 6, MinNameWidth, MaxNameWidth));
        foreach (var host in running.Take(shown))
            yield return Cells.Cut($"  {Cells.Fit(host.Name, nameWidth)}  {host.Step,-StepWidth}  {Time(host.Elapsed),TimeWidth}", width);
        if (shown > 0 && shown < running.Count)
            yield return Cells.Cut($"  and {running.Count - shown} more", width);
    }

    private static string Bar(BoardState state, int width)
    {
        var failed = state.Failed > 0 ? $", {state.Failed} failed" : "";
        var text = $"{state.Ended} of {state.Hosts} done{failed}, {state.Running.Count} running, {Time(state.Elapsed)}";
        var barWidth = Math.Min(MaxBarWidth, width - text.Length - 3);
        if (barWidth < MinBarWidth) return Cells.Cut(text, width);

        var filled = state.Hosts == 0 ? 0 : (int)((long)barWidth * state.Ended / state.Hosts);
        return $"[{new string('#', filled)}{new string('.', barWidth - filled)}] {text}";
    }

    private static string Time(TimeSpan elapsed) =>
        elapsed.ToString(elapsed.TotalHours < 1 ? @"m\:ss" : @"h\:mm\:ss", CultureInfo.InvariantCulture);
}
