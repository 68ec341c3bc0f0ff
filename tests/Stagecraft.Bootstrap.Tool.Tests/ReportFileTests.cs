namespace Stagecraft.Bootstrap.Tool.Tests;

[TestClass]
public sealed class ReportFileTests
{
    [TestMethod]
    [DataRow("run")]
    [DataRow("check")]
    public async Task A_run_writes_every_requested_report(string command)
    {
        using var workspace = new Workspace();
        workspace.Write("report.json", "of an earlier run");

        var run = await workspace.RunAsync(command, "--output", "json", "--report", "report.json", "--report", "REPORT.XML", "--report", "report.md", "--report", workspace.PathOf("report.html"));

        Assert.AreEqual(0, run.Exit);
        Assert.AreEqual(run.Output, workspace.Read("report.json"));
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<testsuites", workspace.Read("REPORT.XML"));
        Assert.StartsWith("## Host bootstrap", workspace.Read("report.md"));
        Assert.StartsWith("<!DOCTYPE html>\n", workspace.Read("report.html"));
        Assert.AreEqual("REPORT.XML report.html report.json report.md stagecraft.yml", workspace.Files());
    }

    [TestMethod]
    public async Task The_files_are_identical_at_any_parallelism()
    {
        using var workspace = new Workspace();
        workspace.Hosts["app-2"] = Workspace.Old();

        await workspace.RunAsync("--parallel", "1", "--report", "1.json", "--report", "1.xml", "--report", "1.md", "--report", "1.html");
        await workspace.RunAsync("--parallel", "64", "--report", "2.json", "--report", "2.xml", "--report", "2.md", "--report", "2.html");

        foreach (var extension in new[] { "json", "xml", "md", "html" })
            Assert.AreEqual(workspace.Read($"1.{extension}"), workspace.Read($"2.{extension}"));
    }

    [TestMethod]
    public async Task A_cancelled_run_still_writes_a_complete_report()
    {
        using var workspace = new Workspace();
        workspace.Hosts["app-2"] = Workspace.Ready();
        workspace.Hosts["app-2"].OnConnect = async token =>
        {
            await workspace.Stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        };

        var run = await workspace.RunAsync("--parallel", "1", "--output", "json", "--report", "report.json");

        Assert.AreEqual(130, run.Exit);
        Assert.AreEqual(run.Output, workspace.Read("report.json"));
        Assert.Contains("\"skipped\": 2", run.Output);
    }

    [TestMethod]
    [DataRow("report.pdf")]
    [DataRow("report")]
    [DataRow("json")]
    [DataRow("report.json.gz")]
    public async Task An_unknown_format_is_refused_before_the_run_starts(string file)
    {
        using var workspace = new Workspace();

        var run = await workspace.RunAsync("--report", "fine.json", "--report", file);

        Assert.AreEqual(
            new ToolRun(1, "", $"error: --report must be a file name that ends in .json, .xml (JUnit), .md or .html; it is '{file}'.\nSee 'dotnet stagecraft-bootstrap --help'.\n"),
            run);
        Assert.IsEmpty(workspace.Hosts.Connected);
        Assert.AreEqual("stagecraft.yml", workspace.Files());
    }

    [TestMethod]
    public async Task A_path_that_is_not_writable_is_found_before_the_run_starts()
    {
        using var workspace = new Workspace();
        workspace.CreateFolder("folder.json");

        var missing = await workspace.RunAsync("--report", "none/report.json");
        var file = await workspace.RunAsync("--report", "stagecraft.yml/report.json");
        var folder = await workspace.RunAsync("--report", "folder.json");

        Assert.AreEqual(new ToolRun(1, "", $"error: The report 'none/report.json' cannot be written: the directory '{workspace.PathOf("none")}' does not exist.\n"), missing);
        Assert.AreEqual(1, file.Exit);
        Assert.StartsWith("error: The report 'stagecraft.yml/report.json' cannot be written: ", file.Error);
        Assert.AreEqual(new ToolRun(1, "", "error: The report 'folder.json' cannot be written: it is a directory.\n"), folder);
        Assert.IsEmpty(workspace.Hosts.Connected);
    }

    [TestMethod]
    public async Task A_failed_report_is_reported_and_the_others_are_written()
    {
        using var workspace = new Workspace();
        var gone = workspace.CreateFolder("gone");
        workspace.Hosts["db"] = Workspace.Ready();
        workspace.Hosts["db"].OnConnect = _ =>
        {
            gone.Delete(recursive: true);
            return Task.CompletedTask;
        };

        var run = await workspace.RunAsync("--report", "gone/report.json", "--report", "report.md");

        Assert.AreEqual(3, run.Exit);
        Assert.Contains("3 hosts: 3 ready", run.Output);
        Assert.EndsWith($"error: The report 'gone/report.json' cannot be written: the directory '{gone.FullName}' does not exist.\n", run.Error);
        Assert.StartsWith("## Host bootstrap", workspace.Read("report.md"));
    }

    [TestMethod]
    [DataRow("hosts")]
    [DataRow("plan")]
    [DataRow("config validate")]
    public async Task Commands_without_a_report_accept_no_report_file(string command)
    {
        using var workspace = new Workspace();

        var run = await workspace.RunAsync([.. command.Split(' '), "--report", "report.json"]);

        Assert.AreEqual(1, run.Exit);
        Assert.StartsWith($"error: --report has no effect with '{command}'. Remove it.\n", run.Error);
    }
}
