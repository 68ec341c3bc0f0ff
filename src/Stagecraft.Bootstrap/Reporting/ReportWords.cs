using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>The words for statuses and outcomes in reports. They are part of the report format.</summary>
public static class ReportWords
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
