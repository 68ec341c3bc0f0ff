using System.Text.Json.Serialization;

namespace Stagecraft.Bootstrap.Reports;

/// <summary>The properties of the JSON report, in their order. Every property is always present. What does not exist is null, and never an empty text.</summary>
/// <remarks>Described by <c>schema/report.schema.json</c>. Every text is one printable line.</remarks>
internal sealed record ReportDocument
{
    public int SchemaVersion { get; } = JsonReport.SchemaVersion;

    public required bool Check { get; init; }

    public required bool Leave { get; init; }

    public required RunDocument Run { get; init; }

    public required CountsDocument Counts { get; init; }

    public required IEnumerable<string> Warnings { get; init; }

    public required IEnumerable<HostDocument> Hosts { get; init; }

    public static ReportDocument Of(BootstrapReport report) => new()
    {
        Check = report.CheckOnly,
        Leave = report.IsLeave,
        Run = RunDocument.Of(PrintableReport.Of(report.Run)),
        Counts = new CountsDocument(report.Results.Count, report.Succeeded, report.Failed, report.Skipped, report.Changed, report.WouldChange),
        Warnings = report.Warnings.Select(SafeText.WholeLine),
        Hosts = report.Results.Select(result => HostDocument.Of(PrintableReport.Of(result))),
    };
}

/// <summary>What distinguishes the run from others.</summary>
internal sealed record RunDocument(string? Environment, string? ToolVersion, string? Configuration)
{
    public static RunDocument Of(RunIdentity run) => new(run.Environment, run.ToolVersion, run.Configuration);
}

/// <summary>The numbers of hosts.</summary>
internal sealed record CountsDocument(int Hosts, int Succeeded, int Failed, int Skipped, int Changed, int WouldChange);

internal sealed record HostDocument
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string? Role { get; init; }

    public required string? PublicIp { get; init; }

    public required string Status { get; init; }

    public required bool Changed { get; init; }

    public required bool WouldChange { get; init; }

    public required string? ErrorCode { get; init; }

    public required string? DiagnosticId { get; init; }

    public required string? HelpLink { get; init; }

    public required string? Message { get; init; }

    public required string? Cause { get; init; }

    public required string? Remedy { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public required IEnumerable<StepDocument> Steps { get; init; }

    public required FactsDocument Facts { get; init; }

    public required IdentityDocument Identity { get; init; }

    public static HostDocument Of(HostResult result) => new()
    {
        Id = result.HostId,
        Name = result.Name,
        Role = result.Role,
        PublicIp = result.PublicIp,
        Status = ReportWords.Of(result.Status),
        Changed = result.Changed,
        WouldChange = result.WouldChange,
        ErrorCode = result.ErrorCode?.Id,
        DiagnosticId = result.ErrorCode?.DiagnosticId,
        HelpLink = result.ErrorCode?.HelpLink,
        Message = OrNull(result.Message),
        Cause = OrNull(result.Cause),
        Remedy = OrNull(result.Remedy),
        Warnings = result.Warnings,
        Steps = result.Steps.Select(StepDocument.Of),
        Facts = new FactsDocument(result.Facts.DockerVersion, result.Facts.ComposeVersion, result.Facts.Fqdn, result.Facts.NetworkIPv4, result.Facts.NetworkIPv6),
        Identity = new IdentityDocument(result.Identity.Machine, result.Identity.Node),
    };

    internal static string? OrNull(string text) => text.Length > 0 ? text : null;
}

/// <param name="Name">A name of <see cref="StepName"/>.</param>
/// <param name="Outcome">A word of <see cref="ReportWords"/>.</param>
/// <param name="Detail">What the step found, changed or lacked.</param>
/// <param name="Begun">The changes that the step started and did not finish.</param>
internal sealed record StepDocument(string Name, string Outcome, string? Detail, string? Begun)
{
    public static StepDocument Of(StepResult step) =>
        new(step.Name, ReportWords.Of(step.Outcome), HostDocument.OrNull(step.Detail), HostDocument.OrNull(step.Begun));
}

internal sealed record FactsDocument(string? DockerVersion, string? ComposeVersion, string? Fqdn, string? NetworkIPv4, string? NetworkIPv6);

internal sealed record IdentityDocument(string? Machine, string? Node);

// Serialization only: the reader reports the path of an invalid property and what it must be, which JsonSerializer does not.
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ReportDocument))]
internal sealed partial class ReportJson : JsonSerializerContext;
