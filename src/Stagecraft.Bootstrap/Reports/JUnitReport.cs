using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Stagecraft.Bootstrap.Reports;

/// <summary>The report for the test view of a CI system. A run is a test suite, and a host is a test.</summary>
/// <remarks>
/// There is no standard, so this uses only features that Jenkins, GitLab, Azure Pipelines and GitHub's reporters all
/// support. They show failed tests and hide passed ones. A failed host is a failed test, with its steps in the output.
/// Times are always 0: some readers need the attribute, and the report must not vary from run to run.
/// </remarks>
internal static class JUnitReport
{
    private const string Product = "stagecraft-bootstrap";

    private static readonly XmlWriterSettings Format = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
    };

    public static string Write(BootstrapReport report)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Format))
            Document(PrintableReport.Of(report)).Save(xml);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length) + "\n";
    }

    private static XElement Document(BootstrapReport report)
    {
        var name = Product + (report.IsLeave ? " leave" : "") + (report.CheckOnly ? " check" : "");
        return new XElement(
            "testsuites",
            new XAttribute("name", name),
            Counts(report),
            new XElement(
                "testsuite",
                new XAttribute("name", name),
                Counts(report),
                Properties(report),
                report.Results.Select(result => Host(result, report)),
                new XElement("system-out", ReportCounts.Sentence(report)),
                Warnings(report.Warnings)));
    }

    private static XAttribute[] Counts(BootstrapReport report) =>
    [
        new("tests", report.Results.Count),
        new("failures", report.Failed),
        new("errors", 0),
        new("skipped", report.Skipped),
        new("time", 0),
    ];

    private static XElement Properties(BootstrapReport report) => new(
        "properties",
        Property("check", report.CheckOnly ? "true" : "false"),
        Property("changed", report.Changed.ToString()),
        Property("wouldChange", report.WouldChange.ToString()),
        report.Run.Environment is { } environment ? Property("environment", environment) : null,
        report.Run.ToolVersion is { } version ? Property("toolVersion", version) : null,
        report.Run.Configuration is { } configuration ? Property("configuration", configuration) : null);

    private static XElement Property(string name, string value) => new("property", new XAttribute("name", name), new XAttribute("value", value));

    private static XElement Host(HostResult result, BootstrapReport report) => new(
        "testcase",
        // Readers split this at its last dot into a package and a class.
        new XAttribute("classname", string.IsNullOrEmpty(result.Role) ? Product : $"{Product}.{result.Role.Replace('.', '_')}"),
        // Readers identify tests by their names, and host names need not be unique.
        new XAttribute("name", result.Name == result.HostId && result.Name.Length > 0 ? result.Name : $"{result.Name} ({result.HostId})"),
        new XAttribute("time", 0),
        Outcome(result),
        new XElement("system-out", string.Join('\n', Facts(result, report))),
        Warnings(result.Warnings));

    private static XElement? Outcome(HostResult result) => result.Status switch
    {
        HostStatus.Failed => new XElement(
            "failure",
            new XAttribute("type", result.ErrorCode?.Id ?? "failed"),
            new XAttribute("message", result.Message),
            string.Join('\n', $"[{result.ErrorCode?.DiagnosticId}] {result.Cause}", result.Remedy, result.ErrorCode?.HelpLink)),
        HostStatus.Skipped => new XElement("skipped", new XAttribute("message", result.Message)),
        _ => null,
    };

    // Readers show this next to the output, also for passed tests.
    private static XElement? Warnings(IReadOnlyList<string> warnings) => warnings.Count == 0 ? null : new XElement("system-err", string.Join('\n', warnings));

    private static IEnumerable<string> Facts(HostResult result, BootstrapReport report) =>
    [
        .. Lines(HostColumns.Of(report).Intersect(HostColumns.Results), result),
        .. result.Steps.Select(step => $"step {step.Name}: {ReportWords.Of(step.Outcome)}: {HostSummary.Detail(step)}"),
        .. Lines(HostColumns.Facts, result),
    ];

    private static IEnumerable<string> Lines(IEnumerable<HostColumn> columns, HostResult result) =>
        from column in columns
        let cell = column.Cell(result)
        where cell is not null
        select $"{column.Heading.ToLowerInvariant()}: {cell}";
}
