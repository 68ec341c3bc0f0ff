using Microsoft.Build.Framework;

namespace Stagecraft.Build.Tests;

/// <summary>Errors of the whole run: no host is touched, and nothing is thrown.</summary>
[TestClass]
public sealed class GlobalFailureTests
{
    [TestMethod]
    public void A_configuration_error_is_shown_at_its_position()
    {
        using var workspace = new Workspace(Workspace.NoNetwork + "infra:\n  bootstrap:\n    dokcer: {}\n");

        AssertRefused(workspace, "SCB1001", Workspace.Host("a"));

        var error = workspace.Engine.Errors.Single();
        Assert.AreEqual((workspace.ConfigFile, 4, 5), (error.File, error.LineNumber, error.ColumnNumber));
        Assert.Contains("Unknown key 'dokcer'", error.Message!);
        Assert.EndsWith("docs/diagnostics.md#config_invalid", error.HelpLink);
    }

    [TestMethod]
    public void A_duplicate_id_is_one_error_and_every_host_has_its_result()
    {
        using var workspace = new Workspace();

        var task = AssertRefused(workspace, "SCB1001", Workspace.Host("b"), Workspace.Host("a"), Workspace.Host("b"));

        Assert.Contains("'b' occurs more than once", workspace.Engine.Errors.Single().Message!);
        Assert.AreEqual("a b b", BootstrapHostsTests.Ids(task.Results));
    }

    [TestMethod]
    public void No_hosts_are_an_error()
    {
        using var workspace = new Workspace();

        AssertRefused(workspace, "SCB1001");

        Assert.AreEqual("There are no hosts to work on.", workspace.Engine.Errors.Single().Message);
    }

    [TestMethod]
    [DataRow("SshPort", "70000", "Host 'a': SshPort must be a whole number from 1 to 65535; it is '70000'.")]
    [DataRow("PublicIP", "root@203.0.113.7", "Host 'a': PublicIP is 'root@203.0.113.7'. It must be")]
    [DataRow("SshHostKey", "MD5:00", "Host 'a': SshHostKey must be a fingerprint")]
    public void Wrong_metadata_is_refused(string name, string value, string message)
    {
        using var workspace = new Workspace();

        AssertRefused(workspace, "SCB1001", Workspace.Host("a", null, (name, value)));

        Assert.StartsWith(message, workspace.Engine.Errors.Single().Message);
    }

    [TestMethod]
    [DataRow("0")]
    [DataRow("1025")]
    [DataRow("-1")]
    [DataRow("many")]
    public void A_wrong_number_of_parallel_hosts_is_refused(string number)
    {
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(Workspace.Host("a"));
        task.MaxParallelHosts = number;

        Assert.IsFalse(task.Execute());

        Assert.StartsWith("The number of parallel hosts must be from 1 to 1024; it is ", workspace.Engine.Errors.Single().Message);
    }

    [TestMethod]
    public void A_secret_that_is_not_set_is_named()
    {
        using var workspace = new Workspace(Workspace.Tailscale);

        AssertRefused(workspace, "SCB1001", Workspace.Host("a"));

        Assert.Contains("TS_AUTHKEY is not set", workspace.Engine.Errors.Single().Message!);
    }

    [TestMethod]
    public void A_missing_configuration_is_named()
    {
        using var workspace = new Workspace();
        File.Delete(workspace.ConfigFile);

        AssertRefused(workspace, "SCB1001", Workspace.Host("a"));

        Assert.AreEqual($"The configuration file '{workspace.ConfigFile}' does not exist. Create one with 'dotnet stagecraft-bootstrap init'.", workspace.Engine.Errors.Single().Message);
    }

    [TestMethod]
    public void An_unexpected_exception_is_a_diagnostic()
    {
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(Workspace.Host("a"));
        task.RunEnvironment = task.RunEnvironment with { Connect = _ => throw new InvalidTimeZoneException("odd\u001b[31m") };

        Assert.IsFalse(task.Execute());

        Assert.AreEqual("SCB1999", workspace.Engine.Errors.Single().Code);
        Assert.AreEqual("Unexpected InvalidTimeZoneException: odd [31m This is a bug in Stagecraft. Please report it.", workspace.Engine.Errors.Single().Message);
        Assert.AreEqual("internal_error", task.Results.Single().GetMetadata("ErrorCode"));
    }

    private static Tasks.BootstrapHosts AssertRefused(Workspace workspace, string code, params ITaskItem[] hosts)
    {
        var task = workspace.Bootstrap(hosts);

        Assert.IsFalse(task.Execute());

        Assert.AreEqual(code, workspace.Engine.Errors.Single().Code);
        Assert.IsEmpty(workspace.Connector.Connected);
        Assert.HasCount(hosts.Length, task.Results);
        Assert.IsEmpty(task.ReadyHosts);
        foreach (var result in task.Results)
            Assert.AreEqual("Status=skipped ErrorCode=config_invalid", BootstrapHostsTests.Show(result, "Status", "ErrorCode"));
        return task;
    }
}
