using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>Short texts about a host's result.</summary>
public static class HostSummary
{
    public static HostState State(HostResult result) => result.Status switch
    {
        HostStatus.Failed => HostState.Failed,
        HostStatus.Skipped => HostState.Cancelled,
        _ => result.WouldChange ? HostState.WouldChange : HostState.Ready,
    };

    public static string Word(HostState state) => state switch
    {
        HostState.Ready => "ready",
        HostState.WouldChange => "would change",
        HostState.Failed => "failed",
        _ => "cancelled",
    };

    /// <summary>The host's name, with its address if that differs: <c>app-1 (203.0.113.7)</c>.</summary>
    public static string Label(HostResult result) => Label(result.Name, result.PublicIp);

    internal static string Label(string name, string? address) =>
        string.IsNullOrWhiteSpace(address) || address == name ? name : $"{name} ({address})";

    /// <summary>The changes that were made or started (in check mode: that a run would make), step by step. Empty if there are none.</summary>
    public static string Changes(HostResult result) => string.Join(
        "; ",
        result.Steps
            .Select(step => (step.Name, Change: step.Outcome is StepOutcome.Changed or StepOutcome.WouldChange ? step.Detail : step.Begun))
            .Where(step => step.Change.Length > 0)
            .Select(step => $"{step.Name}: {step.Change}"));

    /// <summary>A step's detail. If the step did not succeed, followed by the changes that it started: <c>cancelled; install docker.io (begun, not finished)</c>.</summary>
    internal static string Detail(StepResult step) => step.Begun.Length == 0 ? step.Detail : $"{step.Detail}; {step.Begun}";

    /// <summary>One line, without the host's name: <c>ready, changed docker: install docker.io</c>.</summary>
    /// <param name="result">The host's result.</param>
    /// <param name="paint">Colors the word of a state, for a terminal.</param>
    public static string Line(HostResult result, Func<HostState, string, string>? paint = null)
    {
        var state = State(result);
        var word = paint is null ? Word(state) : paint(state, Word(state));
        var changes = Changes(result);
        var warnings = result.Warnings.Count == 0 ? "" : $", {Count(result.Warnings)}";
        return state switch
        {
            HostState.Failed => $"{word}, {result.ErrorCode}: {FailedStep(result)}",
            HostState.WouldChange => $"{word} {changes}{warnings}",
            HostState.Ready when changes.Length > 0 => $"{word}, changed {changes}{warnings}",
            HostState.Ready => $"{word}, nothing to change{warnings}",
            HostState.Cancelled when changes.Length > 0 => $"{word}, {changes}",
            _ => word,
        };
    }

    // Not the message, because the report shows the host and the remedy separately. A duplicate host failed in no step.
    private static string FailedStep(HostResult result) =>
        result.Steps.FirstOrDefault(step => step.Outcome == StepOutcome.Failed)?.Detail
        ?? (result.Cause.Length > 0 ? result.Cause : result.Message);

    private static string Count(IReadOnlyList<string> warnings) => warnings.Count == 1 ? "1 warning" : $"{warnings.Count} warnings";
}
