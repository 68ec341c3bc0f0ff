using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap.Tests.Reporting;

/// <summary>Reads a JSON report. Text that is not such a report is refused with the place of the problem.</summary>
[TestClass]
public sealed class JsonReportReaderTests
{
    private static readonly BootstrapReport Report = new(
        CheckOnly: false,
        [new() { HostId = "a", Name = "app", Status = HostStatus.Success, Steps = [.. StepName.All.Select(name => new StepResult(name, StepOutcome.Ok, "fine"))] }],
        []);

    [TestMethod]
    [DataRow("\"id\": \"a\"", "\"id\": null", "hosts[0].id must be a string.")]
    [DataRow("\"id\": \"a\"", "\"id\": 7", "hosts[0].id must be a string.")]
    [DataRow("\"id\": \"a\"", "\"id\": \"\\ud800\"", "hosts[0].id must be a string.")]
    [DataRow("\"id\": \"a\"", "\"key\": \"a\"", "hosts[0].id is missing.")]
    [DataRow("\"check\": false", "\"check\": 0", "check must be true or false.")]
    [DataRow("\"warnings\": [],\n  \"hosts\"", "\"warnings\": {},\n  \"hosts\"", "warnings must be a list.")]
    [DataRow("\"schemaVersion\": 1", "\"schemaVersion\": 1.5", "schemaVersion must be a whole number.")]
    [DataRow("\"schemaVersion\": 1", "\"schemaVersion\": 2", "its schemaVersion is 2; this version of Stagecraft reads 1.")]
    [DataRow("\"succeeded\": 1", "\"succeeded\": 2", "counts.succeeded is 2, but the hosts add up to 1.")]
    public void A_value_that_is_not_valid_is_named(string valid, string invalid, string message)
    {
        var text = JsonReport.Write(Report);
        Assert.Contains(valid, text);

        Assert.AreEqual(message, Refused(text.Replace(valid, invalid, StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("[]", "it must be an object.")]
    [DataRow("\"text\"", "it must be an object.")]
    [DataRow("{\"schemaVersion\":1,\"check\":false,\"hosts\":[7]}", "hosts[0] must be an object.")]
    [DataRow("", "it is not JSON, or is incomplete (line 1).")]
    [DataRow("{\n\"schemaVersion\":", "it is not JSON, or is incomplete (line 2).")]
    public void Text_that_is_not_a_report_is_refused(string text, string message) => Assert.AreEqual(message, Refused(text));

    [TestMethod]
    public void An_unpaired_surrogate_is_not_valid_unicode()
    {
        Assert.AreEqual("it is not valid Unicode.", Refused($"{{\"a{(char)0xD800}\":1}}"));
        Assert.AreEqual("it is not valid Unicode.", Refused("{\"a\\ud800\":1,\"b\":2}"));
    }

    // More than the writer's buffer, with characters of one to four bytes.
    [TestMethod]
    public void Every_character_of_a_long_report_is_kept()
    {
        var report = Report with { Warnings = [.. Enumerable.Range(0, 5000).Select(i => $"{i}{new string('é', i % 7)}€🚀")] };

        Assert.AreSequenceEqual(report.Warnings, JsonReportReader.Read(JsonReport.Write(report)).Warnings);
    }

    private static string Refused(string text) => Assert.ThrowsExactly<FormatException>(() => JsonReportReader.Read(text)).Message;
}
