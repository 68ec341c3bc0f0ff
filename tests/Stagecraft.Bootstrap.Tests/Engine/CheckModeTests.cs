using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Engine;

[TestClass]
public sealed class CheckModeTests
{
    private static readonly BootstrapOptions CheckOnly = new() { CheckOnly = true };

    [TestMethod]
    public async Task Every_change_is_reported_and_not_made()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight + "\ndpkg=interrupted")
            .On("docker-detect", HostAnswers.NoDocker)
            .On(FakeNetwork.Probe, "joined=no");

        var result = await EngineRun.OneAsync(scripted, CheckOnly, new FakeNetwork());

        Assert.AreSequenceEqual(["preflight", "docker-detect", FakeNetwork.Probe + " h1"], scripted.Scripts);
        Assert.AreEqual(HostStatus.Success, result.Status);
        Assert.IsFalse(result.Changed);
        Assert.IsTrue(result.WouldChange);
        Assert.AreEqual("connect=Ok preflight=WouldChange docker=WouldChange network-install=Ok network-join=WouldChange", result.Sequence());
        Assert.AreEqual("finish an interrupted package operation (dpkg's journal is not empty)", result.Step("preflight").Detail);
        Assert.AreEqual("install docker.io, docker-compose-v2 (docker is not installed)", result.Step("docker").Detail);
        Assert.AreEqual("join the fake network (it has not joined)", result.Step("network-join").Detail);
    }

    [TestMethod]
    public async Task A_ready_host_would_not_change()
    {
        var result = await EngineRun.OneAsync(ScriptedHost.Ready().On(FakeNetwork.Probe, "joined=yes"), CheckOnly, new FakeNetwork());

        Assert.IsFalse(result.WouldChange);
        Assert.AreEqual("connect=Ok preflight=Ok docker=Ok network-install=Ok network-join=Ok", result.Sequence());
        Assert.AreEqual("app-1.fake.example", result.Facts.Fqdn);
    }

    [TestMethod]
    public async Task A_network_name_is_reported_only_after_the_host_has_joined()
    {
        var scripted = ScriptedHost.Ready().On(FakeNetwork.Probe, "joined=no");

        var result = await EngineRun.OneAsync(scripted, CheckOnly, new FakeNetwork());

        Assert.IsNull(result.Facts.Fqdn);
        Assert.AreEqual("27.5.1", result.Facts.DockerVersion);
    }

    [TestMethod]
    public async Task A_joined_host_keeps_its_name_if_docker_would_change()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight)
            .On("docker-detect", HostAnswers.NoDocker)
            .On(FakeNetwork.Probe, "joined=yes");

        var result = await EngineRun.OneAsync(scripted, CheckOnly, new FakeNetwork());

        Assert.AreEqual(StepOutcome.WouldChange, result.Step("docker").Outcome);
        Assert.AreEqual("app-1.fake.example", result.Facts.Fqdn);
    }

    [TestMethod]
    public async Task A_check_waits_for_a_host_that_is_still_starting()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight + "\ncloud_init=running").On("preflight", HostAnswers.Preflight)
            .On("docker-detect", HostAnswers.Docker)
            .On("settle");

        var result = await EngineRun.OneAsync(scripted, CheckOnly);

        Assert.AreEqual(HostStatus.Success, result.Status);
        Assert.Contains("settle 300", scripted.Scripts);
        Assert.IsFalse(result.WouldChange);
    }
}
