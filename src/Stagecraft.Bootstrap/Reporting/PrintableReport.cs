using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>Makes every text of a report one printable line, so that all formats show the same text and can represent every character.</summary>
public static class PrintableReport
{
    public static BootstrapReport Of(BootstrapReport report) => report with
    {
        Results = [.. report.Results.Select(Of)],
        Warnings = [.. report.Warnings.Select(SafeText.WholeLine)],
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
        },
        Identity = new HostIdentity { Machine = OrNull(result.Identity.Machine), Node = OrNull(result.Identity.Node) },
        Warnings = [.. result.Warnings.Select(SafeText.WholeLine)],
    };

    private static string? OrNull(string? text) => text is null ? null : SafeText.WholeLine(text);
}
