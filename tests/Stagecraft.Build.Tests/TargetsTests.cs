using Stagecraft.Build.Tests.Scripted;
using Stagecraft.Testing;

namespace Stagecraft.Build.Tests;

/// <summary>The targets in a real MSBuild.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TargetsTests
{
    private const string Hosts = """
        <ItemGroup>
          <StagecraftHost Include="b" PublicIP="203.0.113.8" Role="app" />
          <StagecraftHost Include="a" PublicIP="203.0.113.7" Role="db" />
        </ItemGroup>
        """;

    private const string OneDead = """
        <ItemGroup>
          <StagecraftHost Include="a;c" PublicIP="203.0.113.7" />
          <StagecraftHost Include="b" PublicIP="203.0.113.8" Role="dead" />
        </ItemGroup>
        """;

    private const string OneOff = """
        cloud:
          provider: static
          providers:
            static:
              hosts:
                - {id: z, publicIp: 203.0.113.9}
                - {id: off, problem: The host off is switched off., remedy: Turn it on.}
                - {id: a, publicIp: 203.0.113.8}

        """;

    private const string StaticCloud = "cloud: {provider: static, providers: {static: {hosts: [{id: z, publicIp: 203.0.113.9}, {id: y, publicIp: 203.0.113.9}]}}}\n";

    [TestMethod]
    [DataRow("Bootstrap")]
    [DataRow("InfraUp;Bootstrap")]
    [DataRow("Bootstrap;InfraUp;Bootstrap")]
    public void Configured_hosts_become_ready_and_InfraUp_runs_once(string targets)
    {
        using var workspace = new Workspace(StaticCloud + Workspace.NoNetwork);

        var build = InProcessBuild.Run(workspace, targets);

        Assert.IsTrue(build.Succeeded, build.ErrorCodes);
        Assert.AreEqual(1, build.Runs("InfraUp"));
        Assert.AreEqual("y z", build.Ids("StagecraftHost"));
        Assert.AreEqual("y z", build.Ids("BootstrapResult"));
        Assert.AreEqual("y z", build.Ids("StagecraftReadyHost"));
    }

    [TestMethod]
    [DataRow("Bootstrap", "BootstrapResult")]
    [DataRow("BootstrapCheck", "BootstrapCheckResult")]
    [DataRow("NetworkLeave", "NetworkLeaveResult")]
    public void No_further_batch_starts_after_too_many_failures(string target, string results)
    {
        using var workspace = new Workspace();

        var stopped = InProcessBuild.Run(workspace, target, OneDead, properties: [("StagecraftSerial", "1"), ("StagecraftMaxFail", "0"), ("StagecraftLeaveLimit", "*")]);
        var allowed = InProcessBuild.Run(workspace, target, OneDead, properties: [("StagecraftSerial", "1"), ("StagecraftMaxFail", "1"), ("StagecraftLeaveLimit", "*")]);

        Assert.IsFalse(stopped.Succeeded);
        Assert.AreEqual("success failed skipped", stopped.Metadata(results, "Status"));
        Assert.AreEqual("run_stopped", stopped.Items(results)[^1].GetMetadataValue("ErrorCode"));
        Assert.AreEqual("success failed success", allowed.Metadata(results, "Status"));
    }

    [TestMethod]
    [DataRow("StagecraftSerial", "some", "StagecraftSerial")]
    [DataRow("StagecraftMaxFail", "1", "StagecraftMaxFail requires StagecraftSerial")]
    public void A_wrong_size_of_batches_is_an_error_that_names_the_property(string property, string value, string expected)
    {
        using var workspace = new Workspace();

        var build = InProcessBuild.Run(workspace, "Bootstrap", Hosts, properties: [(property, value)]);

        Assert.IsFalse(build.Succeeded);
        Assert.Contains(expected, build.Errors[0].Message ?? "");
        Assert.AreEqual("skipped skipped", build.Metadata("BootstrapResult", "Status"));
    }

    [TestMethod]
    [DataRow("y", "z")]
    [DataRow("nope*;y", "")]
    public void Excluded_hosts_are_not_bootstrapped_and_no_gate_requires_them(string exclude, string expected)
    {
        using var workspace = new Workspace(StaticCloud + Workspace.NoNetwork);

        var build = InProcessBuild.Run(workspace, "InfraUp;Bootstrap;RequireBootstrappedHosts", properties: [("StagecraftExclude", exclude)]);
        var check = InProcessBuild.Run(workspace, "BootstrapCheck", properties: [("StagecraftExclude", exclude)]);

        Assert.AreEqual((expected.Length > 0, expected.Length > 0), (build.Succeeded, check.Succeeded), build.ErrorCodes);
        Assert.AreEqual(expected, build.Ids("StagecraftHost"));
        Assert.AreEqual(expected, build.Ids("BootstrapResult"));
        Assert.AreEqual(expected, check.Ids("BootstrapCheckResult"));
        if (expected.Length == 0) Assert.Contains("StagecraftExclude 'nope*' matches no host.", build.Errors[0].Message ?? "");
    }

    [TestMethod]
    [DataRow("InfraUp;Bootstrap", "")]
    [DataRow("BootstrapCheck", "")]
    [DataRow("InfraUp;Bootstrap", "true")]
    public void A_failed_host_is_reported_where_the_configuration_defines_it(string targets, string goesOn)
    {
        using var workspace = new Workspace(
            """
            cloud:
              provider: static
              providers:
                static:
                  hosts:
                    - {id: z, publicIp: 203.0.113.9}
                    - {id: y, publicIp: 203.0.113.8, role: dead}

            """ + Workspace.NoNetwork);

        var build = InProcessBuild.Run(workspace, targets, properties: [("StagecraftContinueOnHostFailure", goesOn)]);

        var expected = (workspace.ConfigFile, 7, 16);
        if (goesOn == "true") Assert.AreEqual(expected, build.Warnings.Where(warning => warning.Code == "SCB1101").Select(warning => (warning.File, warning.LineNumber, warning.ColumnNumber)).Single());
        else Assert.AreEqual(expected, build.Errors.Where(error => error.Code == "SCB1101").Select(error => (error.File, error.LineNumber, error.ColumnNumber)).Single());
    }

    [TestMethod]
    [DataRow("Bootstrap", "false", "SCB1501", "")]
    [DataRow("InfraUp;Bootstrap", "false", "SCB1501", "")]
    [DataRow("InfraUp;Bootstrap", "true", "", "SCB1501")]
    public void A_host_that_fails_in_InfraUp_is_reported_once(string targets, string goesOn, string errors, string warnings)
    {
        using var workspace = new Workspace(OneOff + Workspace.NoNetwork);

        var build = InProcessBuild.Run(workspace, targets, properties: ("StagecraftContinueOnHostFailure", goesOn));

        Assert.AreEqual(errors.Length == 0, build.Succeeded);
        Assert.AreEqual(errors, build.ErrorCodes);
        Assert.AreEqual(warnings, string.Join(' ', build.Warnings.Select(warning => warning.Code)));
        Assert.AreEqual("off: The host off is switched off. Turn it on.", build.Errors.Select(error => error.Message).Concat(build.Warnings.Select(warning => warning.Message)).Single());
        Assert.AreEqual("a off z", build.Ids("BootstrapResult"));
        Assert.AreEqual("a z", build.Ids("StagecraftReadyHost"));
    }

    [TestMethod]
    [DataRow("InfraUp", "3 hosts: a, off, z")]
    [DataRow("Bootstrap", "3 hosts: 2 ready, 1 failed")]
    [DataRow("InfraUp;Bootstrap", "3 hosts: 2 ready, 1 failed")]
    [DataRow("BootstrapCheck", "3 hosts checked: 2 ready, 0 would change, 1 failed")]
    public async Task A_build_with_a_failed_host_bootstraps_others_and_then_fails(string targets, string said)
    {
        using var workspace = new Workspace(OneOff + Workspace.NoNetwork);
        workspace.Write("infra.proj", InProcessBuild.Project("", ""));

        var build = await DotnetBuild.RunAsync(workspace, "build", "infra.proj", $"-t:{targets}", "-nologo", "-tl:off", $"-p:StagecraftTaskAssembly={Repository.TaskAssembly}");

        Assert.AreEqual(1, build.Exit, build.ToString());
        Assert.Contains("1 Error(s)", build.Output);
        Assert.Contains("error SCB1501", build.Output);
        Assert.Contains(said, build.Output);
    }

    [TestMethod]
    public void Hosts_that_the_project_lists_replace_the_cloud_provider()
    {
        using var workspace = new Workspace(StaticCloud + Workspace.NoNetwork);

        var build = InProcessBuild.Run(workspace, "Bootstrap;RequireBootstrappedHosts", after: Hosts);

        Assert.IsTrue(build.Succeeded, build.ErrorCodes);
        Assert.AreEqual("a b", build.Ids("BootstrapResult"));
    }

    [TestMethod]
    public void A_project_may_define_its_own_InfraUp_after_the_import()
    {
        using var workspace = new Workspace(StaticCloud + Workspace.NoNetwork);

        var build = InProcessBuild.Run(workspace, "Bootstrap", after: $"<Target Name=\"InfraUp\">{Hosts}</Target>");

        Assert.AreEqual("a b", build.Ids("BootstrapResult"));
    }

    [TestMethod]
    public void A_project_may_name_its_own_InfraUp_before_the_import()
    {
        using var workspace = new Workspace(StaticCloud + Workspace.NoNetwork);

        var build = InProcessBuild.Run(
            workspace,
            "InfraUp;Bootstrap",
            before: $"<PropertyGroup><InfraUpDependsOn>Provision</InfraUpDependsOn></PropertyGroup><Target Name=\"Provision\">{Hosts}</Target>");

        Assert.AreEqual("a b", build.Ids("BootstrapResult"));
        Assert.AreEqual(1, build.Runs("Provision"));
    }

    [TestMethod]
    [DataRow("Bootstrap")]
    [DataRow("InfraUp;Bootstrap")]
    public void A_project_may_write_the_hosts_document_before_it_is_read(string targets)
    {
        using var workspace = new Workspace(Workspace.NoNetwork);

        var build = InProcessBuild.Run(workspace, targets, before: """
            <PropertyGroup>
              <StagecraftHostsFile>hosts.json</StagecraftHostsFile>
              <InfraUpDependsOn>Mine;StagecraftInfraUp</InfraUpDependsOn>
            </PropertyGroup>
            <Target Name="Mine"><WriteLinesToFile File="$(StagecraftHostsFile)" Lines="[{id: m, publicIp: 203.0.113.7}]" /></Target>
            """);

        Assert.AreEqual("m", build.Ids("StagecraftReadyHost"));
    }

    [TestMethod]
    public void Targets_in_BootstrapDependsOn_run_before_InfraUp()
    {
        using var workspace = new Workspace(StaticCloud + Workspace.NoNetwork);

        var build = InProcessBuild.Run(
            workspace,
            "Bootstrap",
            before: $"<PropertyGroup><BootstrapDependsOn>Mine</BootstrapDependsOn></PropertyGroup><Target Name=\"Mine\">{Hosts}</Target>");

        Assert.AreEqual("a b", build.Ids("BootstrapResult"));
        Assert.AreEqual(1, build.Runs("InfraUp"));
    }

    [TestMethod]
    public void Hooks_are_imported_before_and_after()
    {
        using var workspace = new Workspace(Workspace.NoNetwork);
        workspace.Write("before.targets", "<Project><PropertyGroup><StagecraftContinueOnHostFailure>true</StagecraftContinueOnHostFailure></PropertyGroup></Project>");
        workspace.Write("after.targets", $"<Project><Target Name=\"InfraUp\">{OneDead}</Target></Project>");

        var build = InProcessBuild.Run(
            workspace,
            "Bootstrap",
            before: "<PropertyGroup><CustomBeforeStagecraftTargets>before.targets</CustomBeforeStagecraftTargets><CustomAfterStagecraftTargets>$(MSBuildProjectDirectory)/after.targets</CustomAfterStagecraftTargets></PropertyGroup>",
            properties: ("CustomBeforeStagecraftTargets", workspace.PathOf("before.targets")));

        Assert.IsTrue(build.Succeeded, build.ErrorCodes);
        Assert.AreEqual("a b c", build.Ids("BootstrapResult"));
        Assert.AreEqual("SCB1101", build.Warnings.Single().Code);
    }

    [TestMethod]
    public void Reports_are_written_next_to_the_project_even_after_a_failure()
    {
        using var workspace = new Workspace(Workspace.NoNetwork);

        var build = InProcessBuild.Run(workspace, "Bootstrap", after: OneDead, properties: ("StagecraftReport", "report.json;junit.xml"));

        Assert.IsFalse(build.Succeeded);
        Assert.Contains("\"errorCode\": \"ssh_unreachable\"", File.ReadAllText(workspace.PathOf("report.json")));
        Assert.Contains("<failure type=\"ssh_unreachable\"", File.ReadAllText(workspace.PathOf("junit.xml")));
    }

    [TestMethod]
    public void A_check_writes_reports()
    {
        using var workspace = new Workspace(Workspace.NoNetwork);

        InProcessBuild.Run(workspace, "BootstrapCheck", after: OneDead, properties: ("StagecraftReport", "report.md"));

        Assert.StartsWith("## Host bootstrap check\n", File.ReadAllText(workspace.PathOf("report.md")));
    }

    [TestMethod]
    public void An_unreachable_host_fails_the_build_and_results_are_kept()
    {
        using var workspace = new Workspace(Workspace.NoNetwork);

        var build = InProcessBuild.Run(workspace, "Bootstrap", after: OneDead);

        Assert.IsFalse(build.Succeeded);
        Assert.AreEqual("SCB1101", build.ErrorCodes);
        Assert.EndsWith("docs/diagnostics.md#ssh_unreachable", build.Errors.Single().HelpLink);
        Assert.AreEqual("a b c", build.Ids("BootstrapResult"));
        Assert.AreEqual("a c", build.Ids("StagecraftReadyHost"));
    }

    [TestMethod]
    public void A_build_can_continue_with_ready_hosts_but_not_pass_the_gate()
    {
        using var workspace = new Workspace(Workspace.NoNetwork);

        var onward = InProcessBuild.Run(workspace, "Bootstrap;Show", after: OneDead + "<Target Name=\"Show\"><Error Code=\"SEEN\" Text=\"@(StagecraftReadyHost)\" /></Target>", properties: ("StagecraftContinueOnHostFailure", "true"));
        var gated = InProcessBuild.Run(workspace, "Bootstrap;RequireBootstrappedHosts", after: OneDead, properties: ("StagecraftContinueOnHostFailure", "true"));

        Assert.AreEqual(("SEEN", "a;c"), (onward.ErrorCodes, onward.Errors.Single().Message));
        Assert.IsFalse(gated.Succeeded);
        Assert.AreEqual("SCB2004", gated.ErrorCodes);
        Assert.StartsWith("b: is not ready (failed ssh_unreachable)", gated.Errors.Single().Message);
    }

    [TestMethod]
    public void Duplicate_hosts_do_not_pass_the_gate()
    {
        using var workspace = new Workspace(Workspace.NoNetwork);
        const string clones = """
            <ItemGroup>
              <StagecraftHost Include="a;c" PublicIP="203.0.113.7" Role="clone" />
              <StagecraftHost Include="b" PublicIP="203.0.113.8" />
            </ItemGroup>
            """;

        var gated = InProcessBuild.Run(workspace, "Bootstrap;RequireBootstrappedHosts", after: clones, properties: ("StagecraftContinueOnHostFailure", "true"));
        var strict = InProcessBuild.Run(workspace, "Bootstrap", after: clones);

        Assert.AreEqual("SCB2004 SCB2004", gated.ErrorCodes);
        Assert.StartsWith("a: is not ready (failed host_duplicate). a (203.0.113.7): This is the same machine as c", gated.Errors[0].Message);
        Assert.AreEqual("SCB1204 SCB1204", string.Join(' ', gated.Warnings.Select(warning => warning.Code)));
        Assert.AreEqual("b", gated.Ids("StagecraftReadyHost"));
        Assert.AreEqual((false, "SCB1204 SCB1204"), (strict.Succeeded, strict.ErrorCodes));
    }

    [TestMethod]
    public void Warnings_are_a_list_with_their_original_text()
    {
        using var workspace = new Workspace(Workspace.Warning);

        var build = InProcessBuild.Run(workspace, "Bootstrap;RequireBootstrappedHosts;Show", after: """
            <ItemGroup><StagecraftHost Include="a" PublicIP="203.0.113.7" Role="warned" /></ItemGroup>
            <Target Name="Show">
              <ItemGroup><Seen Include="@(BootstrapResult)"><Ready>@(StagecraftReadyHost->'%(Warnings)')</Ready></Seen></ItemGroup>
              <ItemGroup><Part Include="%(BootstrapResult.Warnings)" /></ItemGroup>
            </Target>
            """);

        Assert.IsTrue(build.Succeeded, build.ErrorCodes);
        Assert.AreEqual("SCB2009 SCB2009", string.Join(' ', build.Warnings.Select(warning => warning.Code)));
        Assert.AreEqual($"{WarningNetwork.First}; '{WarningNetwork.Second}", build.Items("BootstrapResult").Single().GetMetadataValue("Warnings"));
        Assert.AreEqual(build.Items("BootstrapResult").Single().GetMetadataValue("Warnings"), build.Items("Seen").Single().GetMetadataValue("Ready"));
        // MSBuild treats a backslash in an item as a path separator.
        Assert.AreSequenceEqual(
            [WarningNetwork.First.Replace('\\', '/'), $"'{WarningNetwork.Second}"],
            build.Items("Part").Select(part => part.EvaluatedInclude.Replace('\\', '/')));
    }

    [TestMethod]
    [DataRow("RequireBootstrappedHosts", "SCB2003")]
    [DataRow("InfraUp;RequireBootstrappedHosts", "SCB2003")]
    [DataRow("BootstrapCheck;RequireBootstrappedHosts", "SCB2003")]
    [DataRow("RequireBootstrappedHosts;Bootstrap", "SCB2003")]
    [DataRow("Bootstrap;AddHost;RequireBootstrappedHosts", "SCB2004")]
    [DataRow("Bootstrap;DropHosts;RequireBootstrappedHosts", "SCB2002")]
    [DataRow("Bootstrap;DropResult;RequireBootstrappedHosts", "SCB2004")]
    public void The_gate_refuses_hosts_that_this_build_did_not_make_ready(string targets, string code)
    {
        using var workspace = new Workspace(Workspace.NoNetwork);

        var build = InProcessBuild.Run(workspace, targets, after: Hosts + """
            <Target Name="AddHost"><ItemGroup><StagecraftHost Include="A" /></ItemGroup></Target>
            <Target Name="DropHosts"><ItemGroup><StagecraftHost Remove="@(StagecraftHost)" /></ItemGroup></Target>
            <Target Name="DropResult"><ItemGroup><BootstrapResult Remove="a" /></ItemGroup></Target>
            """);

        Assert.IsFalse(build.Succeeded);
        Assert.AreEqual(code, build.ErrorCodes);
    }

    [TestMethod]
    [DataRow("Bootstrap;NetworkLeave;RequireBootstrappedHosts", "a", "SCB2004", "a: was taken out of the network in this build.", "b")]
    [DataRow("Bootstrap;NetworkLeave;RequireBootstrappedHosts", "app;db", "SCB2004 SCB2004", "a: was taken out of the network in this build.", "")]
    [DataRow("NetworkLeave;RequireBootstrappedHosts", "*", "SCB2004 SCB2004", "a: was taken out of the network in this build.", "")]
    [DataRow("NetworkLeave;Bootstrap;RequireBootstrappedHosts", "*", "", null, "a b")]
    [DataRow("Bootstrap;NetworkLeave", "", "SCB1001", "StagecraftLeaveLimit is required. Name the hosts that leave the network. '*' means all hosts.", "a b")]
    [DataRow("Bootstrap;NetworkLeave", "other", "SCB1001", "StagecraftLeaveLimit 'other' matches no host. Hosts: a, b. Roles: app, db.", "a b")]
    public void A_host_that_left_does_not_pass_the_gate(string targets, string limit, string codes, string? message, string ready)
    {
        using var workspace = new Workspace(Workspace.NoNetwork);

        var build = InProcessBuild.Run(workspace, targets, after: Hosts, properties: ("StagecraftLeaveLimit", limit));

        Assert.AreEqual(codes, build.ErrorCodes);
        Assert.AreEqual(message, build.Errors.Select(error => error.Message).FirstOrDefault());
        Assert.AreEqual(ready, build.Ids("StagecraftReadyHost"));
    }

    [TestMethod]
    public void A_leave_lists_existing_hosts_and_leaves_no_other_items()
    {
        using var workspace = new Workspace(StaticCloud + Workspace.NoNetwork);

        var build = InProcessBuild.Run(workspace, "NetworkLeave", properties: [("StagecraftLeaveLimit", "z"), ("StagecraftReport", "leave.json")]);

        Assert.IsTrue(build.Succeeded, build.ErrorCodes);
        Assert.AreEqual("z", build.Ids("NetworkLeaveResult"));
        Assert.AreEqual("success", build.Items("NetworkLeaveResult").Single().GetMetadataValue("Status"));
        Assert.AreEqual("", build.Ids("StagecraftHost") + build.Ids("BootstrapResult") + build.Ids("StagecraftReadyHost"));
        Assert.AreEqual(0, build.Runs("InfraUp"));
        Assert.Contains("\"leave\": true", File.ReadAllText(workspace.PathOf("leave.json")));
    }

    [TestMethod]
    public void Earlier_results_do_not_count()
    {
        using var workspace = new Workspace(Workspace.NoNetwork);

        var build = InProcessBuild.Run(workspace, "Bootstrap;RequireBootstrappedHosts", after: OneDead + "<ItemGroup><BootstrapResult Include=\"b\" Status=\"success\" CheckOnly=\"false\" /></ItemGroup>", properties: ("StagecraftContinueOnHostFailure", "true"));

        Assert.AreEqual("SCB2004", build.ErrorCodes);
        Assert.AreEqual("a b c", build.Ids("BootstrapResult"));
    }

    [TestMethod]
    public void A_check_lists_hosts_but_leaves_no_items()
    {
        using var workspace = new Workspace(StaticCloud + Workspace.NoNetwork);

        var build = InProcessBuild.Run(workspace, "BootstrapCheck");

        Assert.IsTrue(build.Succeeded, build.ErrorCodes);
        Assert.AreEqual("y z", build.Ids("BootstrapCheckResult"));
        Assert.AreEqual("", build.Ids("StagecraftHost") + build.Ids("BootstrapResult") + build.Ids("StagecraftReadyHost"));
        Assert.AreEqual(0, build.Runs("InfraUp"));
    }

    [TestMethod]
    public void Text_with_MSBuild_syntax_survives_a_build()
    {
        using var workspace = new Workspace(Workspace.NoNetwork);
        const string Odd = "<ItemGroup><StagecraftHost Include=\"a%3bb%25c%2ad'e&quot;f\" HostName=\"n%3b%25%2a\\'&quot;\" PublicIP=\"203.0.113.7\" Role=\"dead\" /></ItemGroup>";

        var build = InProcessBuild.Run(workspace, "Bootstrap;RequireBootstrappedHosts", after: Odd, properties: ("StagecraftContinueOnHostFailure", "true"));

        var result = build.Items("BootstrapResult").Single();
        Assert.AreEqual("a;b%c*d'e\"f", result.EvaluatedInclude);
        Assert.AreEqual("n;%*\\'\"", result.GetMetadataValue("HostName"));
        Assert.AreEqual($"n;%*\\'\" (203.0.113.7): No answer: {ScriptedHosts.Remark} Look after it.", result.GetMetadataValue("Message"));
        Assert.AreEqual("SCB2004", build.ErrorCodes);
        Assert.StartsWith("a;b%c*d'e\"f: is not ready", build.Errors.Single().Message);
    }

    [TestMethod]
    public void The_nearest_configuration_above_the_project_is_used()
    {
        using var workspace = new Workspace(StaticCloud + Workspace.NoNetwork);
        workspace.Write("deep/er/infra.proj", InProcessBuild.Project("", "<Import Project=\"../../infra.after.targets\" />"));
        workspace.Write("infra.after.targets", "<Project />");

        var build = InProcessBuild.Run(workspace, "Nested", after: "<Target Name=\"Nested\"><MSBuild Projects=\"deep/er/infra.proj\" Targets=\"Bootstrap\"><Output TaskParameter=\"TargetOutputs\" ItemName=\"Seen\" /></MSBuild></Target>");

        Assert.AreEqual("y z", build.Ids("Seen"));
    }

    [TestMethod]
    [DataRow("deep/.git/HEAD", false)]
    [DataRow("deep/er/.git/HEAD", false)]
    // In a worktree, .git is a file.
    [DataRow("deep/.git", false)]
    [DataRow(".git/HEAD", true)]
    [DataRow(".git", true)]
    public void A_configuration_above_the_repository_is_not_found(string root, bool found)
    {
        using var workspace = new Workspace(StaticCloud + Workspace.NoNetwork);
        workspace.Write(root, "ref: refs/heads/main");
        workspace.Write("deep/er/infra.proj", InProcessBuild.Project("", ""));

        var build = InProcessBuild.Run(workspace, "Nested", after: "<Target Name=\"Nested\"><MSBuild Projects=\"deep/er/infra.proj\" Targets=\"Bootstrap\"><Output TaskParameter=\"TargetOutputs\" ItemName=\"Seen\" /></MSBuild></Target>");

        Assert.AreEqual(found ? "y z" : "", build.Ids("Seen"));
        if (!found) Assert.Contains($"{Path.Combine("deep", "er", "stagecraft.yml")}' does not exist", build.Errors[0].Message ?? "");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow("chown nobody stagecraft.yml", "belongs to another user")]
    [DataRow("chmod 666 stagecraft.yml", "can be changed by other users")]
    [DataRow("chown root:daemon stagecraft.yml; chmod 664 stagecraft.yml", "can be changed by other users")]
    // The owner of the project is trusted already: for example, a checkout that a container's root builds.
    [DataRow("chown -R nobody .", "")]
    [DataRow("chmod 644 stagecraft.yml", "")]
    public void A_configuration_that_other_users_can_write_is_refused(string setup, string problem)
    {
        if (!Environment.IsPrivilegedProcess) Assert.Inconclusive("Only root can make files of another user.");
        using var workspace = new Workspace(StaticCloud + Workspace.NoNetwork);
        workspace.Write("deep/infra.proj", InProcessBuild.Project("", ""));
        using (var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-euc", setup]) { WorkingDirectory = workspace.Root, UseShellExecute = false })!) shell.WaitForExit();

        var build = InProcessBuild.Run(workspace, "Nested", after: "<Target Name=\"Nested\"><MSBuild Projects=\"deep/infra.proj\" Targets=\"Bootstrap\"><Output TaskParameter=\"TargetOutputs\" ItemName=\"Seen\" /></MSBuild></Target>");

        Assert.AreEqual(problem.Length == 0 ? "y z" : "", build.Ids("Seen"));
        if (problem.Length > 0) Assert.Contains(problem, build.Errors[0].Message ?? "");
    }

    [TestMethod]
    public void Missing_tasks_are_an_error_with_a_fix()
    {
        using var workspace = new Workspace(Workspace.NoNetwork);
        var targets = File.ReadAllText(Repository.Targets);
        workspace.Write("elsewhere/Stagecraft.targets", targets);

        var build = InProcessBuild.Run(workspace, "Call", after: "<Target Name=\"Call\"><MSBuild Projects=\"elsewhere/Stagecraft.targets\" Targets=\"RequireBootstrappedHosts\" Properties=\"StagecraftTaskAssembly=/nowhere.dll\" /></Target>");

        Assert.AreEqual("SCB2007", build.ErrorCodes);
    }
}
