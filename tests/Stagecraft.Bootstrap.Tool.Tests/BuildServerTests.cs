using System.Text;
using Stagecraft.Application;

namespace Stagecraft.Bootstrap.Tool.Tests;

[TestClass]
public sealed class BuildServerTests
{
    private const string Help = "https://github.com/stagecraft-build/stagecraft/blob/main/docs/diagnostics.md";

    [TestMethod]
    public void Outside_a_build_server_there_are_no_annotations()
    {
        using var workspace = new Workspace();

        Assert.IsNull(BuildServer.Detect(RunEnvironment(workspace), TextWriter.Null));
    }

    [TestMethod]
    public void GitHub_gets_an_annotation_for_each_problem_and_a_job_summary()
    {
        using var workspace = new Workspace();
        workspace.Write("summary.md", "of another command\n");
        workspace.Variables["GITHUB_ACTIONS"] = "true";
        workspace.Variables["GITHUB_STEP_SUMMARY"] = workspace.PathOf("summary.md");

        var log = Show(workspace, Reports.Many);

        Assert.AreEqual(
            $"""
            ::error title=docker_install_failed on 11 hosts::app-11 (203.0.113.11), app-12 (203.0.113.12), app-13 (203.0.113.13), app-14 (203.0.113.14), app-15 (203.0.113.15), app-16 (203.0.113.16), app-17 (203.0.113.17), app-18 (203.0.113.18), app-19 (203.0.113.19), app-20 (203.0.113.20) and 1 more: Docker could not be installed: E: Unable to locate package docker.io.%0ACheck the host's apt sources.%0A{Help}#docker_install_failed
            ::error title=ssh_unreachable on 2 hosts::app-22 (203.0.113.22): 203.0.113.22:22 refused the connection.%0Aapp-23 (203.0.113.23): 203.0.113.23:22 refused the connection.%0ASee whether sshd runs.%0A{Help}#ssh_unreachable
            ::warning title=cancelled on 7 hosts::app-24 (203.0.113.24), app-25 (203.0.113.25), app-26 (203.0.113.26), app-27 (203.0.113.27), app-28 (203.0.113.28), app-29 (203.0.113.29), app-30 (203.0.113.30): Canceled before it was started.%0ARun again to bootstrap it.%0A{Help}#cancelled

            """,
            log);
        Assert.StartsWith("of another command\n## Host bootstrap\n\n**30 hosts: 10 ready", workspace.Read("summary.md"));
    }

    [TestMethod]
    public void Azure_gets_an_issue_for_each_problem_and_a_separate_summary()
    {
        using var workspace = new Workspace();
        workspace.Variables["TF_BUILD"] = "True";
        workspace.Variables["AGENT_TEMPDIRECTORY"] = workspace.Root;

        var first = Show(workspace, Reports.Run);
        var second = Show(workspace, Reports.Check);

        Assert.StartsWith("##vso[task.logissue type=warning;]Host bootstrap: Host keys are not checked", first);
        Assert.Contains($"\n##vso[task.logissue type=error;code=SCB1302;]docker_install_failed on 1 host: db (db.example.com): Docker could not be installed: E: Unable to locate package docker.io \"<café>\". Check the host's apt sources. {Help}#docker_install_failed\n", first);
        Assert.EndsWith($"\n##vso[task.uploadsummary]{workspace.PathOf("Host bootstrap.md")}\n", first);
        Assert.Contains("##vso[task.logissue type=warning;]A run would change 1 host: app-1 (203.0.113.7): docker: install docker.io", second);
        Assert.EndsWith($"\n##vso[task.uploadsummary]{workspace.PathOf("Host bootstrap 2.md")}\n", second);
        Assert.StartsWith("## Host bootstrap\n", workspace.Read("Host bootstrap.md"));
        Assert.StartsWith("## Host bootstrap check\n", workspace.Read("Host bootstrap 2.md"));
    }

    [TestMethod]
    [DataRow("GITHUB_ACTIONS", "::warning title=Warning on {0}::")]
    [DataRow("TF_BUILD", "##vso[task.logissue type=warning;]Warning on {0}: ")]
    public void A_warning_about_hosts_is_one_annotation_with_their_names(string variable, string begins)
    {
        using var workspace = new Workspace();
        workspace.Variables[variable] = "true";

        var lines = Show(workspace, Reports.Run).Split('\n').Where(line => line.Contains("Warning on", StringComparison.Ordinal)).ToList();

        string[] expected =
        [
            $"{string.Format(null, begins, "2 hosts")}app-1 (203.0.113.7), app-2 (2001:db8::2): {Reports.Shared}",
            $"{string.Format(null, begins, "1 host")}app-1 (203.0.113.7): {Reports.Own}",
        ];
        Assert.AreSequenceEqual(expected, lines);
    }

    [TestMethod]
    [DataRow("GITHUB_ACTIONS", "a%25b,c:d%0AFix%25; e]f%0A")]
    [DataRow("TF_BUILD", "a%AZP25b,c:d Fix%AZP25; e]f ")]
    public void A_message_stays_one_command(string variable, string expected)
    {
        using var workspace = new Workspace();
        workspace.Variables[variable] = "true";
        var failed = new HostResult { HostId = "h", Name = "h", Status = HostStatus.Failed, ErrorCode = ErrorCode.TimedOut, Cause = "a%b,c:d", Remedy = "Fix%; e]f" };

        var log = Show(workspace, new BootstrapReport(CheckOnly: false, [failed], []));

        Assert.EndsWith($"h: {expected}{Help}#timed_out\n", log);
        Assert.HasCount(2, log.Split('\n'));
    }

    [TestMethod]
    [DataRow("GITHUB_ACTIONS")]
    [DataRow("TF_BUILD")]
    public void A_hostile_report_adds_no_command(string variable)
    {
        using var workspace = new Workspace();
        workspace.Variables[variable] = "true";

        var lines = Show(workspace, HostileReport.Report).TrimEnd('\n').Split('\n');

        Assert.IsTrue(lines.All(line => line.StartsWith("::error title=", StringComparison.Ordinal)
            || line.StartsWith("::warning title=", StringComparison.Ordinal)
            || line.StartsWith("##vso[task.logissue type=", StringComparison.Ordinal)));
        Assert.IsTrue(lines.All(line => line.IndexOf("##vso[", 1, StringComparison.Ordinal) < 0));
    }

    [TestMethod]
    public void A_summary_that_is_too_large_for_GitHub_is_not_written()
    {
        using var workspace = new Workspace();
        workspace.Write("summary.md", new string('x', (1024 * 1024) - 10));
        workspace.Variables["GITHUB_ACTIONS"] = "true";
        workspace.Variables["GITHUB_STEP_SUMMARY"] = workspace.PathOf("summary.md");

        var log = Show(workspace, Reports.Many);

        Assert.Contains("::warning title=Host bootstrap::The report is too large for the job's summary.", log);
        Assert.HasCount((1024 * 1024) - 10, Encoding.UTF8.GetBytes(workspace.Read("summary.md")));
    }

    [TestMethod]
    [DataRow("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "none/summary.md")]
    [DataRow("TF_BUILD", "AGENT_TEMPDIRECTORY", "none")]
    public void A_summary_that_cannot_be_written_does_not_fail_the_run(string server, string variable, string place)
    {
        using var workspace = new Workspace();
        workspace.Variables[server] = "true";
        workspace.Variables[variable] = workspace.PathOf(place);

        Assert.Contains("The job's summary cannot be written: ", Show(workspace, Reports.Run));
    }

    [TestMethod]
    public async Task Standard_output_stays_clean()
    {
        using var workspace = new Workspace();
        workspace.Hosts["db"] = Workspace.Old();
        var plain = await workspace.RunAsync("--output", "json");
        workspace.Variables["GITHUB_ACTIONS"] = "true";

        var run = await workspace.RunAsync("--output", "json");

        Assert.AreEqual(plain.Output, run.Output);
        Assert.AreEqual(10, run.Exit);
        Assert.Contains("::error title=host_unsupported on 1 host::db (203.0.113.9): The host runs Ubuntu 18.04.5 LTS, which is not supported.%0A", run.Error);
    }

    [TestMethod]
    [DataRow("GITHUB_ACTIONS", "GITHUB_WORKSPACE", "::{0} file=deploy/stagecraft.yml,line={1},col={2},title=Configuration::{3}")]
    [DataRow("TF_BUILD", "BUILD_SOURCESDIRECTORY", "##vso[task.logissue type={0};sourcepath=deploy/stagecraft.yml;linenumber={1};columnnumber={2};]Configuration: {3}")]
    public async Task A_problem_of_the_configuration_is_an_annotation_at_its_place(string server, string repository, string format)
    {
        using var workspace = new Workspace("network: {provider: none}\ninfra: {bootstrap: {ssh: {usr: root}}}\n");
        var before = await workspace.RunAsync("config", "validate");
        workspace.Variables[server] = "true";
        // The repository is the folder above.
        workspace.Variables[repository] = Path.GetDirectoryName(workspace.Root)!;
        format = format.Replace("deploy/", Path.GetFileName(workspace.Root) + "/", StringComparison.Ordinal);

        var run = await workspace.RunAsync();
        var validation = await workspace.RunAsync("config", "validate");

        var annotation = string.Format(null, format, "error", 2, 27, "Unknown key 'usr'");
        Assert.Contains($"\n{annotation}", run.Error);
        Assert.StartsWith($"{before.Error}{annotation}", validation.Error);
        Assert.AreEqual(1, validation.Exit);
    }

    [TestMethod]
    public async Task A_problem_without_a_file_is_an_annotation_without_a_place()
    {
        using var workspace = new Workspace();
        workspace.Variables["GITHUB_ACTIONS"] = "true";

        var input = await workspace.RunAsync("""[{"id": "a", "ip": 1}]""", colors: false, "config", "validate", "--hosts", "-");
        var option = await workspace.RunAsync("check", "--limit", "none");

        Assert.Contains("\n::error title=Configuration::", input.Error);
        Assert.Contains("\n::error title=Configuration::--limit 'none' matches no host.", option.Error);
    }

    private static string Show(Workspace workspace, BootstrapReport report)
    {
        var log = new StringWriter { NewLine = "\n" };
        BuildServer.Detect(RunEnvironment(workspace), log)!.Show(report);
        return log.ToString();
    }

    private static RunEnvironment RunEnvironment(Workspace workspace) => new()
    {
        Environment = workspace.Variables.GetValueOrDefault,
        CurrentDirectory = workspace.Root,
        HomeDirectory = "/nonexistent",
    };
}
