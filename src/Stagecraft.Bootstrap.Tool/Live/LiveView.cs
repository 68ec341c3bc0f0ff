using System.Globalization;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>What the live lines may contain.</summary>
/// <param name="Blocks">Characters outside of ASCII.</param>
/// <param name="Colors">Colors.</param>
internal sealed record LiveStyle(bool Blocks, bool Colors)
{
    public string Ellipsis => Blocks ? Cells.Ellipsis : Cells.AsciiEllipsis;

    public string Bar(int filled, int empty)
    {
        var done = new string(Blocks ? '█' : '#', filled);
        var rest = new string(Blocks ? '░' : '.', empty);
        if (Colors) done = Paint.Good(done);
        return Blocks ? done + rest : $"[{done}{rest}]";
    }

    public string Failed(string text) => Colors ? Paint.Bad(text) : text;
}

/// <summary>Renders a snapshot of a run: one line per running host, and a progress bar. Always fits the window.</summary>
internal static class LiveView
{
    // Lines reserved in the window: the bar, two lines of earlier output, and the cursor line.
    private const int OtherLines = 4;

    private const int StepWidth = 15;
    private const int TimeWidth = 7;
    private const int MinNameWidth = 8;
    private const int MaxNameWidth = 32;
    private const int MaxBarWidth = 40;
    private const int MinBarWidth = 5;

    /// <returns>At most <paramref name="height"/> - 1 lines of at most <paramref name="width"/> - 1 columns: a full line would wrap on some terminals.</returns>
    public static IReadOnlyList<string> Render(BoardState state, int width, int height, LiveStyle style) =>
        height < 2 || width < 2 ? [] : [.. Hosts(state.Running, width - 1, height - OtherLines, style), Bar(state, width - 1, style)];

    private static IEnumerable<string> Hosts(IReadOnlyList<RunningHost> running, int width, int lines, LiveStyle style)
    {
        var shown = Choose(running, running.Count <= lines ? running.Count : Math.Max(0, lines - 1));
        var longest = shown.Select(host => Cells.Of(host.Name)).DefaultIfEmpty().Max();
        var nameWidth = Math.Min(longest, Math.Clamp(width - StepWidth - TimeWidth - 6, MinNameWidth, MaxNameWidth));
        foreach (var host in shown)
        {
            var name = Cells.Fit(host.Name, nameWidth, style.Ellipsis);
            yield return Cells.Cut($"  {name}  {host.Step,-StepWidth}  {Time(host.Elapsed),TimeWidth}  {host.Progress}".TrimEnd(), width, style.Ellipsis);
        }

        if (shown.Count > 0 && shown.Count < running.Count)
            yield return Cells.Cut($"  and {running.Count - shown.Count} more", width, style.Ellipsis);
    }

    // The hosts with progress come first, because most of the others only wait for an answer. Host order is kept.
    private static List<RunningHost> Choose(IReadOnlyList<RunningHost> running, int lines) =>
    [
        .. running.Index().OrderBy(host => host.Item.Progress.Length == 0).Take(lines).OrderBy(host => host.Index).Select(host => host.Item),
    ];

    private static string Bar(BoardState state, int width, LiveStyle style)
    {
        var done = $"{state.Ended} of {state.Hosts} done";
        var failed = state.Failed > 0 ? $"{state.Failed} failed" : "";
        var rest = $"{state.Running.Count} running, {Time(state.Elapsed)}";
        var text = string.Join(", ", new[] { done, failed, rest }.Where(part => part.Length > 0));
        var barWidth = Math.Min(MaxBarWidth, width - text.Length - 3);
        if (barWidth < MinBarWidth) return Cells.Cut(text, width, style.Ellipsis);

        var filled = (int)(barWidth * state.Completed);
        return $"{style.Bar(filled, barWidth - filled)} {(failed.Length > 0 ? $"{done}, {style.Failed(failed)}, {rest}" : text)}";
    }

    private static string Time(TimeSpan elapsed) =>
        elapsed.ToString(elapsed.TotalHours < 1 ? @"m\:ss" : @"h\:mm\:ss", CultureInfo.InvariantCulture);
}
