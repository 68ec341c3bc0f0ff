namespace Stagecraft.Bootstrap.Reports;

/// <summary>The state of a host, as reports for people show it.</summary>
internal enum HostState
{
    Ready,

    /// <summary>Only of a run that takes hosts out of their network: the host is not in it.</summary>
    NotJoined,

    /// <summary>Check mode only: a run would change the host.</summary>
    WouldChange,
    Failed,

    /// <summary>Not started, or canceled.</summary>
    Skipped,
}

/// <summary>Short texts about a host's result.</summary>
internal static class HostSummary
{
    public static HostState State(HostResult result) => result.Status switch
    {
        HostStatus.Failed => HostState.Failed,
        HostStatus.Skipped => HostState.Skipped,
        _ => result.WouldChange ? HostState.WouldChange : result.IsLeave ? HostState.NotJoined : HostState.Ready,
    };

    public static string Word(HostState state) => state switch
    {
        HostState.Ready => "ready",
        HostState.NotJoined => "not joined",
        HostState.WouldChange => "would change",
        HostState.Failed => "failed",
        _ => "skipped",
    };

    /// <summary>The word at the beginning of a sentence.</summary>
    public static string Heading(HostState state) => char.ToUpperInvariant(Word(state)[0]) + Word(state)[1..];

    /// <summary>The host's name, with its address if that differs: <c>app-1 (203.0.113.7)</c>.</summary>
    public static string Label(HostResult result) => Label(result.Name, result.PublicIp);

    internal static string Label(string name, string? address) =>
        string.IsNullOrWhiteSpace(address) || address == name ? name : $"{name} ({address})";

    /// <summary>The changes that were made or started (in check mode: that a run would make), step by step. Empty if there are none.</summary>
    public static string Changes(HostResult result) => string.Join("; ", ChangesByStep(result).Select(change => $"{change.Step}: {change.Change}"));

    /// <summary>Like <see cref="Changes"/>, as a list.</summary>
    public static IReadOnlyList<StepChange> ChangesByStep(HostResult result) =>
    [
        .. result.Steps
            .Select(step => new StepChange(step.Name, step.Outcome is StepOutcome.Changed or StepOutcome.WouldChange ? step.Detail : step.Begun))
            .Where(step => step.Change.Length > 0),
    ];

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
            HostState.Failed => $"{word}, {result.ErrorCode?.Label}: {FailedStep(result)}",
            HostState.WouldChange => $"{word} {changes}{warnings}",
            HostState.Ready or HostState.NotJoined when changes.Length > 0 => $"{word}, changed {changes}{warnings}",
            HostState.Ready or HostState.NotJoined => $"{word}, nothing to change{warnings}",
            HostState.Skipped when changes.Length > 0 => $"{word}, {changes}",
            _ => word,
        };
    }

    /// <summary>Like <see cref="Line"/>, but only names the steps that changed something, because a report follows: <c>ready, changed docker</c>.</summary>
    /// <param name="result">The host's result.</param>
    /// <param name="paint">Colors the word of a state, for a terminal.</param>
    public static string Brief(HostResult result, Func<HostState, string, string>? paint = null)
    {
        var state = State(result);
        if (state == HostState.Failed) return Line(result, paint);
        var word = paint is null ? Word(state) : paint(state, Word(state));
        var steps = string.Join(", ", ChangesByStep(result).Select(change => change.Step));
        var warnings = result.Warnings.Count == 0 ? "" : $", {Count(result.Warnings)}";
        return state switch
        {
            HostState.WouldChange => $"{word} {steps}{warnings}",
            HostState.Skipped => steps.Length > 0 ? $"{word}, began to change {steps}" : word,
            _ => $"{word}, {(steps.Length > 0 ? $"changed {steps}" : "nothing to change")}{warnings}",
        };
    }

    // Not the message, because the report shows the host and the remedy separately. A duplicate host failed in no step.
    private static string FailedStep(HostResult result) =>
        result.Steps.FirstOrDefault(step => step.Outcome == StepOutcome.Failed)?.Detail
        ?? (result.Cause.Length > 0 ? result.Cause : result.Message);

    private static string Count(IReadOnlyList<string> warnings) => warnings.Count == 1 ? "1 warning" : $"{warnings.Count} warnings";
}

/// <summary>The changes of one step.</summary>
/// <param name="Step">The step's name.</param>
/// <param name="Change">One line.</param>
internal sealed record StepChange(string Step, string Change);

/// <summary>Hosts that are not ready for the same reason and have the same fix, so that a report shows them once.</summary>
/// <param name="Code">The error code of all hosts in the group.</param>
/// <param name="Remedy">The fix for all of them. May be empty.</param>
/// <param name="Causes">The causes and their hosts, both in host order.</param>
internal sealed record FailureGroup(ErrorCode Code, string Remedy, IReadOnlyList<FailureCause> Causes)
{
    /// <summary>The heading of all groups.</summary>
    public static string Heading(BootstrapReport report) => report.IsLeave ? "Not finished" : "Not ready";

    public int HostCount => Causes.Sum(cause => cause.Hosts.Count);

    /// <summary>True if the hosts have no fault: the run ended before them.</summary>
    public bool IsSkipped => Code == ErrorCode.Cancelled || Code == ErrorCode.RunStopped;

    /// <summary>The groups of a report: failures in host order, then skipped hosts, because they have no fault.</summary>
    public static IReadOnlyList<FailureGroup> Of(BootstrapReport report)
    {
        var groups = report.Results
            .Where(result => result.ErrorCode is not null)
            .GroupBy(result => new Kind(result.ErrorCode!, result.Remedy))
            .Select(group => new FailureGroup(group.Key.Code, group.Key.Remedy, FailureCause.Of(group)))
            .ToList();
        return [.. groups.Where(group => !group.IsSkipped), .. groups.Where(group => group.IsSkipped)];
    }

    private sealed record Kind(ErrorCode Code, string Remedy);
}

/// <summary>A cause of failures, and the hosts that have it.</summary>
internal sealed record FailureCause(string Observed, IReadOnlyList<HostResult> Hosts)
{
    internal static IReadOnlyList<FailureCause> Of(IEnumerable<HostResult> results) =>
    [
        .. results
            .GroupBy(result => result.Cause.Length > 0 ? result.Cause : result.Message, StringComparer.Ordinal)
            .Select(group => new FailureCause(group.Key, [.. group])),
    ];
}

/// <summary>A warning, and the hosts that have it.</summary>
/// <param name="Warning">One line.</param>
/// <param name="Hosts">In host order.</param>
internal sealed record WarningGroup(string Warning, IReadOnlyList<HostResult> Hosts)
{
    /// <summary>The warnings of hosts, in host order. Those of the run itself are <see cref="BootstrapReport.Warnings"/>.</summary>
    public static IReadOnlyList<WarningGroup> Of(BootstrapReport report) =>
    [
        .. report.Results
            .SelectMany(result => result.Warnings.Distinct(StringComparer.Ordinal).Select(warning => new HostWarning(warning, result)))
            .GroupBy(warned => warned.Warning, warned => warned.Host, StringComparer.Ordinal)
            .Select(group => new WarningGroup(group.Key, [.. group])),
    ];

    /// <summary><c>Warnings, 2 hosts</c>, with the number of hosts that have warnings.</summary>
    public static string Heading(BootstrapReport report) => $"Warnings, {ReportCounts.Hosts(report.Results.Count(result => result.Warnings.Count > 0))}";

    private sealed record HostWarning(string Warning, HostResult Host);
}

/// <summary>Hosts with the same changes. In check mode, hosts that would get the same changes.</summary>
/// <param name="Changes">The changes, step by step. If several hosts share them, <c>NAME</c> replaces a host's own name at the end or before the reason.</param>
/// <param name="Hosts">In host order.</param>
internal sealed record ChangeGroup(string Changes, IReadOnlyList<HostResult> Hosts)
{
    private const string AnyName = "NAME";

    /// <summary>The same changes as a list.</summary>
    public IReadOnlyList<StepChange> Steps => HostSummary.ChangesByStep(Hosts.Count == 1 ? Hosts[0] : WithoutName(Hosts[0]));

    public static IReadOnlyList<ChangeGroup> Of(BootstrapReport report) =>
    [
        .. report.Results
            .Where(result => HostSummary.Changes(result).Length > 0)
            .GroupBy(Shared, StringComparer.Ordinal)
            .Select(group => group.ToList())
            .Select(hosts => new ChangeGroup(hosts.Count == 1 ? HostSummary.Changes(hosts[0]) : Shared(hosts[0]), hosts)),
    ];

    public static string Heading(BootstrapReport report) => report.CheckOnly ? "A run would change" : "Changed";

    // Each host joins under its own name. Ignores that difference.
    private static string Shared(HostResult result) => HostSummary.Changes(WithoutName(result));

    private static HostResult WithoutName(HostResult result) => result with
    {
        Steps = [.. result.Steps.Select(step => step with { Detail = WithoutName(step.Detail, result.Name), Begun = WithoutName(step.Begun, result.Name) })],
    };

    private static string WithoutName(string detail, string name) => detail.EndsWith($" {name}", StringComparison.Ordinal)
        ? detail[..^name.Length] + AnyName
        : detail.Replace($" {name} (", $" {AnyName} (", StringComparison.Ordinal);
}

/// <summary>The counts of a report.</summary>
internal static class ReportCounts
{
    /// <summary>The numbers of hosts in each state, without the number of all hosts.</summary>
    public static IEnumerable<(int Count, HostState State)> States(BootstrapReport report)
    {
        yield return (report.Succeeded - report.WouldChange, report.IsLeave ? HostState.NotJoined : HostState.Ready);
        if (report.CheckOnly) yield return (report.WouldChange, HostState.WouldChange);
        yield return (report.Failed, HostState.Failed);
        yield return (report.Skipped, HostState.Skipped);
    }

    public static string Sentence(BootstrapReport report) => report.CheckOnly
        ? $"{Hosts(report.Results.Count)} checked: {report.Succeeded - report.WouldChange} {Succeeded(report)}, {report.WouldChange} would change, {report.Failed} failed, {report.Skipped} skipped. Nothing was changed."
        : $"{Hosts(report.Results.Count)}: {report.Succeeded} {Succeeded(report)}, {report.Failed} failed, {report.Skipped} skipped; {report.Changed} changed.";

    /// <summary>The word for hosts whose sequence succeeded: <c>ready</c>, or <c>not joined</c>.</summary>
    public static string Succeeded(BootstrapReport report) => HostSummary.Word(report.IsLeave ? HostState.NotJoined : HostState.Ready);

    /// <summary><c>1 host</c>, <c>2 hosts</c>.</summary>
    public static string Hosts(int count) => count == 1 ? "1 host" : $"{count} hosts";
}

/// <summary>The title of a report, for the formats that have one, and what distinguishes its run.</summary>
internal static class ReportTitle
{
    // Enough to compare two reports. JSON and JUnit have the whole digest.
    private const int ShortDigest = 12;

    /// <summary><c>environment production, Stagecraft 0.1.0, configuration 3f2a9c01b7de</c>, as far as it is known. Empty if nothing is.</summary>
    public static string Run(RunIdentity run) => string.Join(", ", Parts(run).Select(part => $"{part.Name} {part.Value}"));

    /// <summary>The parts of <see cref="Run"/> that are known.</summary>
    public static IEnumerable<(string Name, string Value)> Parts(RunIdentity run)
    {
        if (run.Environment is { } environment) yield return ("environment", environment);
        if (run.ToolVersion is { } version) yield return ("Stagecraft", version);
        if (run.Configuration is { } configuration) yield return ("configuration", Short(configuration));
    }

    private static string Short(string digest)
    {
        var digits = digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return digits.Length > ShortDigest ? digits[..ShortDigest] : digits;
    }

    public static string Of(BootstrapReport report) => (report.IsLeave ? "Network leave" : "Host bootstrap") + (report.CheckOnly ? " check" : "");
}

/// <summary>The words for statuses and outcomes in reports. They are part of the report format.</summary>
internal static class ReportWords
{
    public static string Of(HostStatus status) => status switch
    {
        HostStatus.Success => "success",
        HostStatus.Failed => "failed",
        _ => "skipped",
    };

    public static string Of(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Ok => "ok",
        StepOutcome.Changed => "changed",
        StepOutcome.WouldChange => "would-change",
        StepOutcome.Failed => "failed",
        _ => "skipped",
    };
}

/// <summary>Makes every text of a report one printable line, so that all formats show the same text and can represent every character.</summary>
internal static class PrintableReport
{
    public static BootstrapReport Of(BootstrapReport report) => report with
    {
        Run = Of(report.Run),
        Results = [.. report.Results.Select(Of)],
        Warnings = [.. report.Warnings.Select(SafeText.WholeLine)],
    };

    internal static RunIdentity Of(RunIdentity run) => new()
    {
        Environment = OrNull(run.Environment),
        ToolVersion = OrNull(run.ToolVersion),
        Configuration = OrNull(run.Configuration),
    };

    internal static HostResult Of(HostResult result) => result with
    {
        HostId = SafeText.WholeLine(result.HostId),
        Name = SafeText.WholeLine(result.Name),
        Role = OrNull(result.Role),
        PublicIp = OrNull(result.PublicIp),
        Message = SafeText.WholeLine(result.Message),
        Cause = SafeText.WholeLine(result.Cause),
        Remedy = SafeText.WholeLine(result.Remedy),
        Steps = [.. result.Steps.Select(step => step with { Name = SafeText.WholeLine(step.Name), Detail = SafeText.WholeLine(step.Detail), Begun = SafeText.WholeLine(step.Begun) })],
        Facts = new HostFacts
        {
            DockerVersion = OrNull(result.Facts.DockerVersion),
            ComposeVersion = OrNull(result.Facts.ComposeVersion),
            Fqdn = OrNull(result.Facts.Fqdn),
            NetworkIPv4 = OrNull(result.Facts.NetworkIPv4),
            NetworkIPv6 = OrNull(result.Facts.NetworkIPv6),
        },
        Identity = new HostIdentity { Machine = OrNull(result.Identity.Machine), Node = OrNull(result.Identity.Node) },
        Warnings = [.. result.Warnings.Select(SafeText.WholeLine)],
    };

    private static string? OrNull(string? text) => text is null ? null : SafeText.WholeLine(text);
}
