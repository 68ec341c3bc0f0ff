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
        Assert.AreEqual("infra -> 1 host: 1 ready, 0 failed, 0 skipped; 0 changed. Ready: app-1.", workspace.Engine.Messages(MessageImportance.High)[^1]);
    }

    [TestMethod]
    public void Metadata_of_the_user_survives_into_results_and_ours_win()
    {
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(
            Workspace.Host("a", "app", ("Color", "blue;50%25"), ("status", "mine"), ("Message", "mine")),
            Workspace.Host("b", ScriptedHosts.Dead, ("Color", "red")));

        Assert.IsFalse(task.Execute());

        Assert.AreEqual("Color=blue;50%25 Status=success Message=", Show(task.Results[0], "Color", "Status", "Message"));
        Assert.AreEqual("Color=red Status=failed", Show(task.Results[1], "Color", "Status"));
        Assert.AreEqual("Color=blue;50%25", Show(task.ReadyHosts.Single(), "Color"));
        Assert.IsEmpty(workspace.Engine.Warnings);
    }

    [TestMethod]
    public void Metadata_survives_into_the_results_of_hosts_that_were_not_attempted()
    {
        using var workspace = new Workspace("network: {provider: nope}\n");
        var task = workspace.Bootstrap(Workspace.Host("a", null, ("Color", "blue")));

        Assert.IsFalse(task.Execute());

        Assert.AreEqual("Color=blue Status=skipped", Show(task.Results.Single(), "Color", "Status"));
    }

    [TestMethod]
    [DataRow("Rolle", "Role")]
    [DataRow("Tag", "Tags")]
    [DataRow("SshPrivateKey", "SshPrivateKeyPath")]
    [DataRow("ssh_port", "SshPort")]
    public void Misspelled_metadata_is_a_warning_with_a_suggestion(string written, string meant)
    {
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(Workspace.Host("a", null, (written, "x")), Workspace.Host("b", null, (written, "x"), ("Color", "blue")));

        Assert.IsTrue(task.Execute());

        var warning = workspace.Engine.Warnings.Single();
        Assert.AreEqual(("SCB2010", $"The metadata '{written}' of a, b is not used, because Stagecraft does not know it. Did you mean '{meant}'?"), (warning.Code, warning.Message));
    }

    [TestMethod]
    public void A_diagnostic_of_a_host_points_to_the_place_where_the_host_is_defined()
    {
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(Workspace.Host("a", ScriptedHosts.Dead, ("HostLocation", "/repo/stagecraft.yml(6,11)")), Workspace.Host("b", ScriptedHosts.Dead));

        Assert.IsFalse(task.Execute());

        Assert.AreEqual(
            $"/repo/stagecraft.yml(6,11) {workspace.ConfigFile}(0,0)",
            string.Join(' ', workspace.Engine.Errors.Select(error => $"{error.File}({error.LineNumber},{error.ColumnNumber})")));
    }

    [TestMethod]
    public void A_result_can_be_used_as_a_host_again()
    {
        using var workspace = new Workspace();
        var first = workspace.Bootstrap(Workspace.Host("a"));
        first.Execute();

        Assert.IsTrue(workspace.Bootstrap([.. first.Results]).Execute());

        Assert.IsEmpty(workspace.Engine.Warnings);
    }

    [TestMethod]
    public void Used_directly_the_task_shows_the_name_of_its_project_and_a_plain_path()
    {
        using var workspace = new Workspace("network: {provider: nope}\n");
        var wrong = workspace.Bootstrap(Workspace.Host("a"));
        wrong.ConfigFile = workspace.PathOf("sub/../stagecraft.yml");
        wrong.Execute();
        Assert.AreEqual(workspace.ConfigFile, workspace.Engine.Errors.Single().File);

        workspace.Write("stagecraft.yml", Workspace.NoNetwork);
        var task = workspace.Bootstrap(Workspace.Host("a"));
        task.ProjectName = "";
        task.Execute();
        // The name of the file that the fake engine reports.
        Assert.StartsWith("Stagecraft -> 1 host: 1 ready", workspace.Engine.Messages(MessageImportance.High)[^1]);
    }

    [TestMethod]
    public void A_duplicate_id_is_reported_with_the_other_mistakes()
    {
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(Workspace.Host("a"), Workspace.Host("a", null, ("SshPort", "x")));

        Assert.IsFalse(task.Execute());

        Assert.AreEqual(
            "Host 'a': SshPort must be a whole number from 1 to 65535; it is 'x'.|Host id 'a' occurs more than once. Ids must be unique.",
            string.Join('|', workspace.Engine.Errors.Select(error => error.Message)));
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
        Assert.Contains("The secret in the environment variable OF_A (Host 'a': SshSudoPasswordEnv) has fewer than 5 characters", string.Join('\n', workspace.Engine.Warnings.Select(warning => warning.Message)));
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
        Assert.AreEqual("infra -> 3 hosts: 2 ready, 1 failed, 0 skipped; 0 changed. Ready: a, c. Failed: b.", workspace.Engine.Messages(MessageImportance.High)[^1]);
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
        Assert.AreEqual("infra -> 2 hosts checked: 1 ready, 1 would change, 0 failed, 0 skipped. Nothing was changed. Ready: a. Would change: b.", workspace.Engine.Messages(MessageImportance.High)[^1]);
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
            "a: ready, nothing to change|b: ready, nothing to change|c: ready, nothing to change|d: failed, ssh_unreachable (SCB1101)"
            + "|a: failed, host_duplicate (SCB1204): This is the same machine as c (203.0.113.7).|c: failed, host_duplicate (SCB1204): This is the same machine as a (203.0.113.7)."
            + "|infra -> 4 hosts: 1 ready, 3 failed, 0 skipped; 0 changed. Ready: b. Failed: a, c, d.",
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
