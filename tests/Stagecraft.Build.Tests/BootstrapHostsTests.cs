using Microsoft.Build.Framework;
using Stagecraft.Build.Tests.Scripted;
using Stagecraft.Testing;

namespace Stagecraft.Build.Tests;

[TestClass]
public sealed class BootstrapHostsTests
{
    [TestMethod]
    public void Results_are_sorted_by_id_in_any_item_order()
    {
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(Workspace.Host("b"), Workspace.Host("C"), Workspace.Host("a10"), Workspace.Host("a2"));

        Assert.IsTrue(task.Execute());

        Assert.AreEqual("C a10 a2 b", Ids(task.Results));
        Assert.AreEqual("C a10 a2 b", Ids(task.ReadyHosts));
        Assert.IsEmpty(workspace.Engine.Errors);
    }

    [TestMethod]
    public void A_ready_host_reports_what_was_verified()
    {
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(Workspace.Host("1", "app", ("HostName", "app-1"), ("Tags", "web;tag:blue"), ("SshPort", "2222"), ("SshUser", "ann")));

        Assert.IsTrue(task.Execute());

        Assert.AreEqual(
            "HostName=app-1 Role=app PublicIP=203.0.113.7 Tags=web;tag:blue SshUser=ann SshPort=2222 Status=success Changed=false WouldChange=false CheckOnly=false ErrorCode= DiagnosticCode= HelpLink= Message= Fqdn= NetworkIPv4= NetworkIPv6= NetworkJoin=ok DockerVersion=27.5.1 ComposeVersion=2.33.0 Warnings=",
            Show(task.Results.Single(), "HostName", "Role", "PublicIP", "Tags", "SshUser", "SshPort", "Status", "Changed", "WouldChange", "CheckOnly", "ErrorCode", "DiagnosticCode", "HelpLink", "Message", "Fqdn", "NetworkIPv4", "NetworkIPv6", "NetworkJoin", "DockerVersion", "ComposeVersion", "Warnings"));
        Assert.AreEqual("infra -> 1 host: 1 ready, 0 failed, 0 skipped; 0 changed", workspace.Engine.Messages(MessageImportance.High)[^1]);
    }

    [TestMethod]
    public void An_item_names_the_place_of_a_password_for_sudo()
    {
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(Workspace.Host("a", null, ("SshSudoPasswordEnv", "OF_A")), Workspace.Host("b", null, ("SshSudoPasswordFile", workspace.PathOf("of-b"))));
        workspace.Write("of-b", "password of b\n");
        task.RunEnvironment = task.RunEnvironment with { Environment = name => name == "OF_A" ? "abc" : null };
        workspace.Connector["a"] = ScriptedHost.Ready("deploy").On("docker-settings");
        workspace.Connector["b"] = ScriptedHost.Ready("deploy").On("docker-settings");

        Assert.IsTrue(task.Execute(), string.Join('\n', workspace.Engine.Errors.Select(error => error.Message)));

        Assert.Contains("\npassword='abc'\n", workspace.Connector["a"].Commands.Single().Input);
        Assert.Contains("\npassword='password of b'\n", workspace.Connector["b"].Commands.Single().Input);
        Assert.AreEqual("***", task.RunEnvironment.Mask("password of b"));
        Assert.Contains("The secret in the environment variable OF_A (@(StagecraftHost) a.sshSudoPasswordEnv) has fewer than 5 characters", string.Join('\n', workspace.Engine.Warnings.Select(warning => warning.Message)));
    }

    [TestMethod]
    public void A_failed_host_is_one_error_and_does_not_affect_others()
    {
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(Workspace.Host("a"), Workspace.Host("b", ScriptedHosts.Dead), Workspace.Host("c"));

        Assert.IsFalse(task.Execute());

        var error = workspace.Engine.Errors.Single();
        Assert.AreEqual("SCB1101", error.Code);
        Assert.AreEqual("https://github.com/stagecraft-build/stagecraft/blob/main/docs/diagnostics.md#ssh_unreachable", error.HelpLink);
        Assert.AreEqual(workspace.ConfigFile, error.File);
        Assert.AreEqual($"b (203.0.113.7): No answer: {ScriptedHosts.Remark} Look after it.", error.Message);
        Assert.AreEqual("a c", Ids(task.ReadyHosts));
        Assert.AreEqual("Status=failed ErrorCode=ssh_unreachable DiagnosticCode=SCB1101", Show(task.Results[1], "Status", "ErrorCode", "DiagnosticCode"));
        Assert.AreEqual("infra -> 3 hosts: 2 ready, 1 failed, 0 skipped; 0 changed", workspace.Engine.Messages(MessageImportance.High)[^1]);
    }

    [TestMethod]
    [DataRow("report.pdf", "The format of the report 'report.pdf' is not known. The file name must end in .json, .xml (JUnit), .md or .html.")]
    [DataRow("/none/report.json", "The report '/none/report.json' cannot be written: the directory '/none' does not exist.")]
    public void An_unwritable_report_is_an_error_before_the_run_starts(string file, string expected)
    {
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(Workspace.Host("a"));
        task.Reports = [file];

        Assert.IsFalse(task.Execute());

        Assert.AreEqual(expected, workspace.Engine.Errors.Single().Message);
        Assert.AreEqual("SCB1001", workspace.Engine.Errors.Single().Code);
        Assert.IsEmpty(workspace.Connector.Connected);
        Assert.AreEqual("Status=skipped", Show(task.Results.Single(), "Status"));
    }

    [TestMethod]
    public void A_failed_report_is_an_error_and_results_are_kept()
    {
        using var workspace = new Workspace();
        var folder = Directory.CreateDirectory(workspace.PathOf("folder"));
        var task = workspace.Bootstrap(Workspace.Host("a"));
        task.Reports = [workspace.PathOf("folder/report.json"), workspace.PathOf("report.json")];
        workspace.Connector["a"] = ScriptedHost.Ready();
        workspace.Connector["a"].OnConnect = _ =>
        {
            folder.Delete();
            return Task.CompletedTask;
        };

        Assert.IsFalse(task.Execute());

        Assert.AreEqual("SCB2008", workspace.Engine.Errors.Single().Code);
        Assert.AreEqual("a", Ids(task.ReadyHosts));
        Assert.IsTrue(File.Exists(workspace.PathOf("report.json")));
    }

    [TestMethod]
    public void A_failed_host_is_a_warning_if_the_build_may_continue()
    {
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(Workspace.Host("a"), Workspace.Host("b", ScriptedHosts.Dead));
        task.ContinueOnHostFailure = true;

        Assert.IsTrue(task.Execute());

        Assert.IsEmpty(workspace.Engine.Errors);
        Assert.AreEqual("SCB1101", workspace.Engine.Warnings.Single().Code);
        Assert.IsNotNull(workspace.Engine.Warnings.Single().HelpLink);
        Assert.AreEqual("a", Ids(task.ReadyHosts));
    }

    [TestMethod]
    public void Text_with_MSBuild_syntax_arrives_unchanged()
    {
        const string Odd = "a;b%41*c\\d'e\"f%3bg(h)$(HOME)@(i)?";
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(Workspace.Host(Odd, ScriptedHosts.Dead, ("HostName", "n" + Odd)));

        Assert.IsFalse(task.Execute());

        var result = task.Results.Single();
        Assert.AreEqual(Odd, result.ItemSpec);
        Assert.AreEqual("n" + Odd, result.GetMetadata("HostName"));
        Assert.AreEqual($"n{Odd} (203.0.113.7): No answer: {ScriptedHosts.Remark} Look after it.", result.GetMetadata("Message"));
        Assert.AreEqual(result.GetMetadata("Message"), workspace.Engine.Errors.Single().Message);
    }

    [TestMethod]
    public void A_check_warns_about_changes_and_makes_no_host_ready()
    {
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(Workspace.Host("a"), Workspace.Host("b", ScriptedHosts.Bare));
        task.CheckOnly = true;

        Assert.IsTrue(task.Execute());

        Assert.AreEqual("SCB2005", workspace.Engine.Warnings.Single().Code);
        Assert.StartsWith("b: a run would change docker: install docker.io", workspace.Engine.Warnings.Single().Message);
        Assert.AreEqual("Status=success WouldChange=true CheckOnly=true Changed=false", Show(task.Results[1], "Status", "WouldChange", "CheckOnly", "Changed"));
        Assert.IsEmpty(task.ReadyHosts);
        Assert.AreEqual("infra -> 2 hosts checked: 1 ready, 1 would change, 0 failed", workspace.Engine.Messages(MessageImportance.High)[^1]);
    }

    [TestMethod]
    public void A_warning_about_a_report_is_a_build_warning()
    {
        using var workspace = new Workspace(Workspace.NoNetwork + "infra: {bootstrap: {ssh: {hostKeyPolicy: off}}}");

        Assert.IsTrue(workspace.Bootstrap(Workspace.Host("a")).Execute());

        Assert.AreEqual("SCB2006", workspace.Engine.Warnings.Single().Code);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Duplicate_hosts_are_not_ready_and_have_one_diagnostic_each(bool mayGoOn)
    {
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(Workspace.Host("a", ScriptedHosts.Clone), Workspace.Host("b"), Workspace.Host("c", ScriptedHosts.Clone), Workspace.Host("d", ScriptedHosts.Dead));
        task.ContinueOnHostFailure = mayGoOn;

        Assert.AreEqual(mayGoOn, task.Execute());

        var diagnostics = mayGoOn
            ? workspace.Engine.Warnings.Select(warning => (warning.Code, warning.Message, warning.HelpLink)).ToList()
            : workspace.Engine.Errors.Select(error => (error.Code, error.Message, error.HelpLink)).ToList();
        Assert.AreEqual("SCB1101 SCB1204 SCB1204", string.Join(' ', diagnostics.Select(diagnostic => diagnostic.Code)));
        Assert.AreEqual("a (203.0.113.7): This is the same machine as c (203.0.113.7). List each machine once, or correct the wrong address.", diagnostics[1].Message);
        Assert.StartsWith("c (203.0.113.7): This is the same machine as a", diagnostics[2].Message);
        Assert.EndsWith("docs/diagnostics.md#host_duplicate", diagnostics[1].HelpLink);
        Assert.IsEmpty(mayGoOn ? workspace.Engine.Errors : []);
        Assert.AreEqual("b", Ids(task.ReadyHosts));
        Assert.AreEqual("Status=failed ErrorCode=host_duplicate DiagnosticCode=SCB1204 Fqdn=", Show(task.Results[0], "Status", "ErrorCode", "DiagnosticCode", "Fqdn"));
        Assert.AreEqual(
            "a: ready, nothing to change|b: ready, nothing to change|c: ready, nothing to change|d: failed, ssh_unreachable"
            + "|a: failed, host_duplicate (SCB1204): This is the same machine as c (203.0.113.7).|c: failed, host_duplicate (SCB1204): This is the same machine as a (203.0.113.7)."
            + "|infra -> 4 hosts: 1 ready, 3 failed, 0 skipped; 0 changed",
            string.Join('|', workspace.Engine.Messages(MessageImportance.High)).Replace($": No answer: {ScriptedHosts.Remark}", "", StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Warnings_of_a_host_are_build_warnings_and_the_host_is_ready(bool check)
    {
        using var workspace = new Workspace(Workspace.Warning);
        var task = workspace.Bootstrap(Workspace.Host("b", WarningNetwork.Warned), Workspace.Host("a"), Workspace.Host("c", WarningNetwork.Warned));
        task.CheckOnly = check;

        Assert.IsTrue(task.Execute());

        Assert.AreEqual("SCB2009 SCB2009 SCB2009 SCB2009", string.Join(' ', workspace.Engine.Warnings.Select(warning => warning.Code)));
        Assert.AreEqual($"b (203.0.113.7): {WarningNetwork.First}", workspace.Engine.Warnings[0].Message);
        Assert.AreEqual($"b (203.0.113.7): '{WarningNetwork.Second}", workspace.Engine.Warnings[1].Message);
        Assert.StartsWith("c (203.0.113.7): ", workspace.Engine.Warnings[2].Message);
        Assert.EndsWith("docs/msbuild.md#scb2009", workspace.Engine.Warnings[0].HelpLink);
        Assert.AreEqual(workspace.ConfigFile, workspace.Engine.Warnings[0].File);
        Assert.AreEqual($"{WarningNetwork.First}; '{WarningNetwork.Second}", task.Results[1].GetMetadata("Warnings"));
        Assert.AreEqual("", task.Results[0].GetMetadata("Warnings"));
        Assert.AreEqual(check ? "" : "a b c", Ids(task.ReadyHosts));
    }

    internal static string Ids(IEnumerable<ITaskItem> items) => string.Join(' ', items.Select(item => item.ItemSpec));

    internal static string Show(ITaskItem item, params string[] metadata) => string.Join(' ', metadata.Select(name => $"{name}={item.GetMetadata(name)}"));
}
