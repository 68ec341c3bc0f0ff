using System.Text.Json;
using Stagecraft.Bootstrap.Reporting;

namespace Stagecraft.Bootstrap.Tool.Tests;

[TestClass]
public sealed class ReportTests
{
    [TestMethod]
    public void The_text_report_of_a_run_is_a_contract() => GoldenFile.Matches("run.txt", TextReport.Write(Reports.Run));

    [TestMethod]
    public void The_text_report_of_a_check_is_a_contract() => GoldenFile.Matches("check.txt", TextReport.Write(Reports.Check));

    [TestMethod]
    public void The_text_report_without_hosts_is_a_contract() => GoldenFile.Matches("empty.txt", TextReport.Write(Reports.Empty));

    [TestMethod]
    public void The_json_report_of_a_run_is_a_contract() => GoldenFile.Matches("run.json", JsonReport.Write(Reports.Run));

    [TestMethod]
    public void The_json_report_of_a_check_is_a_contract() => GoldenFile.Matches("check.json", JsonReport.Write(Reports.Check));

    [TestMethod]
    public void The_json_report_is_valid_json() => JsonDocument.Parse(JsonReport.Write(Reports.Run)).Dispose();

    [TestMethod]
    public void Lines_end_in_LF_only()
    {
        Assert.DoesNotContain("\r", TextReport.Write(Reports.Run));
        Assert.DoesNotContain("\r", JsonReport.Write(Reports.Run));
    }

    [TestMethod]
    public void Colours_dress_the_words_of_states_and_nothing_else()
    {
        var colored = TextReport.Write(Reports.Run, Paint.For(colors: true));

        Assert.Contains("\u001b[32mready    \u001b[0m", colored);
        Assert.Contains("\u001b[31mfailed   \u001b[0m", colored);
        Assert.Contains("\u001b[33mcancelled\u001b[0m", colored);
        Assert.AreEqual(4, colored.Split("\u001b[0m").Length - 1);
    }
}
