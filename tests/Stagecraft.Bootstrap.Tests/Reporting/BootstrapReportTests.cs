using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap.Tests.Reporting;

[TestClass]
public sealed class BootstrapReportTests
{
    private static readonly BootstrapReport Report = new(CheckOnly: true, [new() { HostId = "a", Name = "app", Status = HostStatus.Success }], ["Careful."]);

    [TestMethod]
    public void A_report_is_written_in_the_requested_format()
    {
        Assert.AreEqual(TextReport.Write(Report), Written(ReportFormat.Text));
        Assert.AreEqual(JsonReport.Write(Report), Written(ReportFormat.Json));
        Assert.AreEqual(MarkdownReport.Write(Report), Written(ReportFormat.Markdown));
        Assert.AreEqual(HtmlReport.Write(Report), Written(ReportFormat.Html));
        Assert.AreEqual(JUnitReport.Write(Report), Written(ReportFormat.JUnit));
        Assert.HasCount(5, Enum.GetValues<ReportFormat>());
    }

    [TestMethod]
    public void An_unknown_format_is_refused()
    {
        var exception = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Written((ReportFormat)7));

        Assert.AreEqual("format", exception.ParamName);
        Assert.StartsWith("This is not a report format.", exception.Message);
    }

    [TestMethod]
    public void A_report_needs_an_output()
    {
        foreach (var format in Enum.GetValues<ReportFormat>())
            Assert.AreEqual("output", Assert.ThrowsExactly<ArgumentNullException>(() => Report.Write(format, null!)).ParamName);
    }

    [TestMethod]
    public void A_host_that_succeeded_has_no_message_cause_and_fix()
    {
        var result = Report.Results[0];

        Assert.AreEqual(("", "", ""), (result.Message, result.Cause, result.Remedy));
    }

    private static string Written(ReportFormat format)
    {
        using var output = new StringWriter();
        Report.Write(format, output);
        return output.ToString();
    }
}
