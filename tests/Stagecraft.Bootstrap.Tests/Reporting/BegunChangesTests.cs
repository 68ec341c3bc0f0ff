using System.Net;
using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap.Tests.Reporting;

/// <summary>Every format shows the changes that were begun in a step that did not succeed.</summary>
[TestClass]
public sealed class BegunChangesTests
{
    private const string Begun = "install docker.io (begun, not finished)";

    private static readonly BootstrapReport Report = new(CheckOnly: false, [Cancelled("a"), Cancelled("b")], []);

    [TestMethod]
    public void Every_format_shows_begun_changes()
    {
        foreach (var text in (string[])[TextReport.Write(Report), JsonReport.Write(Report), JUnitReport.Write(Report), MarkdownReport.Write(Report), HtmlReport.Write(Report)])
            Assert.Contains(Begun, WebUtility.HtmlDecode(text));
    }

    [TestMethod]
    public void A_report_that_is_read_keeps_begun_changes()
    {
        var read = JsonReportReader.Read(JsonReport.Write(Report));

        Assert.AreEqual(JsonReport.Write(Report), JsonReport.Write(read));
        Assert.AreEqual(TextReport.Write(Report), TextReport.Write(read));
    }

    [TestMethod]
    public void Begun_changes_are_null_in_a_step_without_them() =>
        Assert.HasCount(2 + 1, JsonReport.Write(Report).Split("\"begun\": \""), "one in each host, of its five steps");

    [TestMethod]
    public void Hosts_with_the_same_begun_changes_are_grouped()
    {
        Assert.Contains($"Changed:\n  2 hosts:\n    a, b\n    + docker  {Begun}\n", TextReport.Write(Report));
        Assert.AreEqual($"skipped, docker: {Begun}", HostSummary.Line(Report.Results[0]));
    }

    private static HostResult Cancelled(string id) => new()
    {
        HostId = id,
        Name = id,
        Status = HostStatus.Skipped,
        Changed = true,
        ErrorCode = ErrorCode.Cancelled,
        Message = "m",
        Cause = "c",
        Remedy = "r",
        Steps =
        [
            new("connect", StepOutcome.Ok, "as root"),
            new("preflight", StepOutcome.Ok, "Ubuntu 22.04"),
            new("docker", StepOutcome.Skipped, "cancelled") { Begun = Begun },
            new("network-install", StepOutcome.Skipped, "not reached"),
            new("network-join", StepOutcome.Skipped, "not reached"),
        ],
    };
}
