using System.Globalization;

namespace Stagecraft.Bootstrap.Tool.Live;

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
