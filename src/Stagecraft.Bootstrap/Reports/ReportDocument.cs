using System.Text.Json.Serialization;

namespace Stagecraft.Bootstrap.Reports;

/// <summary>The properties of the JSON report, in their order. Every property except <c>leave</c> and a step's <c>begun</c> is always present. Unknown values are null.</summary>
/// <remarks>Described by <c>schema/report.schema.json</c>. Every text is one printable line.</remarks>
internal sealed record ReportDocument
{
    public int SchemaVersion { get; } = JsonReport.SchemaVersion;

    public required bool Check { get; init; }

    /// <summary>Omitted unless the run took hosts out of their network.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public required bool Leave { get; init; }

    public required CountsDocument Counts { get; init; }

    public required IEnumerable<string> Warnings { get; init; }

    public required IEnumerable<HostDocument> Hosts { get; init; }

    public static ReportDocument Of(BootstrapReport report) => new()
    {
        Check = report.CheckOnly,
        Leave = report.IsLeave,
        Counts = new CountsDocument(report.Results.Count, report.Succeeded, report.Failed, report.Skipped, report.Changed, report.WouldChange),
        Warnings = report.Warnings.Select(SafeText.WholeLine),
        Hosts = report.Results.Select(result => HostDocument.Of(PrintableReport.Of(result))),
    };
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

    public required string? ErrorCode { get; init; }

    public required string? DiagnosticId { get; init; }

    public required string? HelpLink { get; init; }

    public required string Message { get; init; }

    public required string Cause { get; init; }

    public required string Remedy { get; init; }

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
        ErrorCode = result.ErrorCode?.Id,
        DiagnosticId = result.ErrorCode?.DiagnosticId,
        HelpLink = result.ErrorCode?.HelpLink,
        Message = result.Message,
        Cause = result.Cause,
        Remedy = result.Remedy,
        Warnings = result.Warnings,
        Steps = result.Steps.Select(StepDocument.Of),
        Facts = new FactsDocument(result.Facts.DockerVersion, result.Facts.ComposeVersion, result.Facts.Fqdn, result.Facts.NetworkIPv4, result.Facts.NetworkIPv6),
        Identity = new IdentityDocument(result.Identity.Machine, result.Identity.Node),
    };
}

/// <param name="Name">A name of <see cref="StepName"/>.</param>
/// <param name="Outcome">A word of <see cref="ReportWords"/>.</param>
/// <param name="Detail">May be empty.</param>
/// <param name="Begun">Omitted if the step started no change that it did not finish.</param>
internal sealed record StepDocument(
    string Name,
    string Outcome,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Begun)
{
    public static StepDocument Of(StepResult step) =>
        new(step.Name, ReportWords.Of(step.Outcome), step.Detail, step.Begun.Length > 0 ? step.Begun : null);
}

internal sealed record FactsDocument(string? DockerVersion, string? ComposeVersion, string? Fqdn, string? NetworkIPv4, string? NetworkIPv6);

internal sealed record IdentityDocument(string? Machine, string? Node);

// Serialization only: the reader reports the path of an invalid property and what it must be, which JsonSerializer does not.
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ReportDocument))]
internal sealed partial class ReportJson : JsonSerializerContext;
