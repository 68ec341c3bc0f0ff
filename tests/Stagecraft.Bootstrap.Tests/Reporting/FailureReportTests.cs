using System.Xml.Linq;
using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap.Tests.Reporting;

/// <summary>How the reports for people show failures, also those that lack a part.</summary>
[TestClass]
public sealed class FailureReportTests
{
    [TestMethod]
    public void A_failure_with_a_fix_shows_it()
    {
        var report = Report(Failed("a"));

        Assert.Contains("    Fix: Look.\n", TextReport.Write(report));
        Assert.Contains("Fix: `Look.`  \n", MarkdownReport.Write(report));
        Assert.AreEqual("Fix: Look.", Html(report).Descendants("p").Single(paragraph => (string?)paragraph.Attribute("class") == "fix").Value);
    }

    [TestMethod]
    public void A_failure_without_a_fix_shows_none()
    {
        var report = Report(Failed("a") with { Remedy = "" });

        Assert.DoesNotContain("Fix:", TextReport.Write(report));
        Assert.DoesNotContain("Fix:", MarkdownReport.Write(report));
        Assert.IsEmpty(Html(report).Descendants("p").Where(paragraph => (string?)paragraph.Attribute("class") == "fix"));
    }

    [TestMethod]
    public void A_failure_without_a_cause_shows_its_message()
    {
        var group = FailureGroup.Of(Report(Failed("a"), Failed("b") with { Cause = "" }, Failed("c") with { Cause = "", Message = "Other." })).Single();

        Assert.AreSequenceEqual(["It failed.", "The message.", "Other."], group.Causes.Select(cause => cause.Observed));
    }

    [TestMethod]
    [DataRow(1, "<details open>")]
    [DataRow(5, "<details open>")]
    [DataRow(6, "<details>")]
    public void Markdown_collapses_a_failure_on_more_than_five_hosts(int hosts, string expected)
    {
        var report = Report([.. Enumerable.Range(0, hosts).Select(i => Failed($"{i}"))]);

        Assert.Contains($"{expected}<summary><b>docker_install_failed (SCB1302)</b> on ", MarkdownReport.Write(report));
    }

    [TestMethod]
    [DataRow("app-1", "app-1", "app-1")]
    [DataRow("101", "app-1", "app-1 (101)")]
    [DataRow("", "", " ()")]
    public void JUnit_names_a_host_by_its_name_and_id(string id, string name, string expected) =>
        Assert.AreEqual(expected, (string?)JUnit(Failed(id) with { Name = name }).Attribute("name"));

    [TestMethod]
    public void JUnit_shows_the_code_of_a_failure_as_its_type()
    {
        Assert.AreEqual("docker_install_failed", (string?)JUnit(Failed("a")).Element("failure")!.Attribute("type"));
        Assert.AreEqual("failed", (string?)JUnit(Failed("a") with { ErrorCode = null }).Element("failure")!.Attribute("type"));
    }

    private static XDocument Html(BootstrapReport report) => XDocument.Parse(HtmlReport.Write(report)["<!DOCTYPE html>\n".Length..]);

    private static XElement JUnit(HostResult result) => XDocument.Parse(JUnitReport.Write(Report(result))).Descendants("testcase").Single();

    private static BootstrapReport Report(params HostResult[] results) => new(CheckOnly: false, results, []);

    private static HostResult Failed(string id) => new()
    {
        HostId = id,
        Name = id,
        Status = HostStatus.Failed,
        ErrorCode = ErrorCode.DockerInstallFailed,
        Message = "The message.",
        Cause = "It failed.",
        Remedy = "Look.",
    };
}
