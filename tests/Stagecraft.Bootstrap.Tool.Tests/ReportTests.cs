using System.Text.Json;
using Stagecraft.Bootstrap.Reports;

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
    public void Only_statuses_and_error_codes_have_colors()
    {
        var colored = TextReport.Write(Reports.Run, Paint.For(colors: true));

        Assert.Contains("\u001b[32mready  \u001b[0m", colored);
        Assert.Contains("\u001b[31mfailed \u001b[0m", colored);
        Assert.Contains("\u001b[33mskipped\u001b[0m", colored);
        Assert.Contains("  \u001b[31mdocker_install_failed (SCB1302)\u001b[0m, 1 host:\n", colored);
        Assert.Contains("  \u001b[33mcancelled (SCB1902)\u001b[0m, 1 host:\n", colored);
        Assert.AreEqual(6, colored.Split("\u001b[0m").Length - 1);
    }

    [TestMethod]
    public void A_warning_of_many_hosts_is_shown_once_with_all_names()
    {
        var report = Reports.Many with { Results = [.. Reports.Many.Results.Select(result => result with { Warnings = ["The clock is slow."] })] };

        var text = TextReport.Write(report);

        Assert.HasCount(2, text.Split("The clock is slow."));
        Assert.Contains("\nWarnings:\n  The clock is slow.\n    app-01 (203.0.113.7), app-02 (203.0.113.7),", text);
        Assert.Contains("app-30 (203.0.113.30)\n\n30 hosts:", text);
    }

    [TestMethod]
    public void Warnings_of_the_run_come_before_those_of_its_hosts() => Assert.Contains(
        "\nWarnings:\n"
        + $"  {Reports.Run.Warnings[0]}\n"
        + $"  {Reports.Shared}\n"
        + "    app-1 (203.0.113.7), app-2 (2001:db8::2)\n"
        + $"  app-1 (203.0.113.7): {Reports.Own}\n"
        + "\n",
        TextReport.Write(Reports.Run));

    [TestMethod]
    public void Many_hosts_with_the_same_cause_or_change_are_grouped() => GoldenFile.Matches("many.txt", TextReport.Write(Reports.Many));

    [TestMethod]
    public void Lines_fit_the_terminal_and_hosts_stay_distinguishable()
    {
        var table = TextReport.Write(Reports.LongNames, width: 80).Split("\n\n")[0].Split('\n');

        Assert.IsTrue(table.All(line => line.Length <= 80), string.Join('\n', table));
        Assert.Contains("production…s-worker-1 ", table[1]);
        Assert.Contains("production…s-worker-2 ", table[2]);
    }

    [TestMethod]
    [DataRow(60)]
    [DataRow(80)]
    public void Every_line_on_a_terminal_is_wrapped_at_words(int width)
    {
        foreach (var (name, report) in Reports.All.Where(pair => pair.Key != "hostile"))
        {
            var whole = BelowTable(TextReport.Write(report));
            var wrapped = BelowTable(TextReport.Write(report, width: width));

            var tooLong = wrapped.Split('\n').Where(line => Cells.Of(line) > width && !line.Contains("Help: https://", StringComparison.Ordinal));
            Assert.AreEqual("", string.Join('\n', tooLong), name);
            Assert.AreSequenceEqual(Words(whole), Words(wrapped));
        }

        static string BelowTable(string text) => text[text.IndexOf("\n\n", StringComparison.Ordinal)..];

        static IEnumerable<string> Words(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    [TestMethod]
    public void A_wrapped_line_continues_with_an_indent() => Assert.Contains(
        "\n  tailscaled cannot reach its control server: \"connection\n      refused\". The node stays <as it is>.\n",
        TextReport.Write(Reports.Run, width: 60));

    [TestMethod]
    public void Shortened_names_are_ASCII_on_a_terminal_without_UTF_8()
    {
        var table = TextReport.Write(Reports.LongNames, width: 80, ellipsis: Cells.AsciiEllipsis).Split("\n\n")[0].Split('\n');

        Assert.IsTrue(table.All(line => line.Length <= 80), string.Join('\n', table));
        Assert.Contains("productio...-worker-1 ", table[1]);
    }

    [TestMethod]
    public void A_pipe_gets_complete_names() =>
        Assert.Contains("production-eu-central-1-payments-worker-1.example.ts.net\n", TextReport.Write(Reports.LongNames));

    [TestMethod]
    public void A_very_narrow_terminal_gets_readable_text()
    {
        var table = TextReport.Write(Reports.LongNames, width: 10);

        Assert.Contains("ready", table);
        Assert.StartsWith("HOST ", table);
    }
}
