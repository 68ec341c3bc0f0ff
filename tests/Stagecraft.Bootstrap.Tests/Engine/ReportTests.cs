using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Engine;

[TestClass]
public sealed class ReportTests
{
    [TestMethod]
    public async Task The_report_has_host_counts_and_warnings_of_the_run()
    {
        var connector = new ScriptedConnector { Default = _ => ScriptedHost.Ready() };
        connector["b"] = new ScriptedHost().On("preflight", HostAnswers.Preflight)
            .On("docker-detect", HostAnswers.NoDocker).On("docker-detect", HostAnswers.Docker).On("docker-apt");
        connector["c"] = new ScriptedHost { OnConnect = _ => throw new HostFailureException(ErrorCode.SshUnreachable, "No.", "Look.") };

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c"), new BootstrapOptions { Warnings = ["host keys are not checked"] });

        Assert.AreEqual("2 1 0 1 0", $"{report.Succeeded} {report.Failed} {report.Skipped} {report.Changed} {report.WouldChange}");
        Assert.IsFalse(report.CheckOnly);
        Assert.AreSequenceEqual(["host keys are not checked"], report.Warnings);
    }

    [TestMethod]
    public async Task A_check_counts_hosts_that_would_change()
    {
        var connector = new ScriptedConnector { ["a"] = ScriptedHost.Ready(), ["b"] = new ScriptedHost().On("preflight", HostAnswers.Preflight).On("docker-detect", HostAnswers.NoDocker) };

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b"), new BootstrapOptions { CheckOnly = true });

        Assert.IsTrue(report.CheckOnly);
        Assert.AreEqual("2 0 1", $"{report.Succeeded} {report.Changed} {report.WouldChange}");
    }

    [TestMethod]
    public async Task A_disabled_step_is_reported_and_the_network_step_runs()
    {
        var scripted = new ScriptedHost().On("preflight", HostAnswers.Preflight).On(FakeNetwork.Probe, "joined=yes");
        var options = new BootstrapOptions { Docker = new DockerOptions { Enabled = false } };

        var result = await EngineRun.OneAsync(scripted, options, new FakeNetwork());

        Assert.AreEqual("connect=Ok preflight=Ok docker=Skipped network-install=Ok network-join=Ok", result.Sequence());
        Assert.AreEqual("docker.enabled is false", result.Step("docker").Detail);
        Assert.AreEqual("app-1.fake.example", result.Facts.Fqdn);
        Assert.DoesNotContain("docker-detect", scripted.Scripts);
    }

    [TestMethod]
    public async Task Without_a_network_the_steps_exist_and_hosts_have_no_network_name()
    {
        var result = await EngineRun.OneAsync(ScriptedHost.Ready());

        Assert.AreEqual("connect=Ok preflight=Ok docker=Ok network-install=Ok network-join=Ok", result.Sequence());
        Assert.AreEqual("no network is configured", result.Step("network-install").Detail);
        Assert.AreEqual("no network is configured", result.Step("network-join").Detail);
        Assert.IsNull(result.Facts.Fqdn);
    }

    [TestMethod]
    public async Task The_name_of_a_host_is_printable_in_its_result()
    {
        var connector = new ScriptedConnector { Default = _ => ScriptedHost.Ready() };
        var host = EngineRun.Host("h1", "app\n::error::x") with { Role = "\u001b[31mred", PublicIp = "203.0.113.7\r" };

        var report = await EngineRun.RunAsync(connector, [host]);

        var result = report.Results.Single();
        Assert.IsFalse(string.Concat(result.Name, result.Role, result.PublicIp).Any(char.IsControl));
    }
}
