using Stagecraft.Bootstrap.Tests.Engine;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Docker;

/// <summary>An installation of Docker also installs missing packages of the network: one index fetch, one run of dpkg.</summary>
[TestClass]
public sealed class DockerWithNetworkTests
{
    private const string NoClient = "client=no";
    private const string Installed = "client=yes\njoined=yes";

    [TestMethod]
    public async Task Both_are_installed_in_one_command_and_each_step_reports_its_part()
    {
        var scripted = Bare("along=yes", Installed);

        var result = await EngineRun.OneAsync(scripted, network: new FakeNetwork());

        Assert.AreEqual("connect=Ok preflight=Ok docker=Changed network-install=Changed network-join=Ok", result.Sequence());
        Assert.AreEqual("install docker.io, docker-compose-v2", result.Step("docker").Detail);
        Assert.AreEqual("install fake", result.Step("network-install").Detail);
        Assert.HasCount(2, scripted.Commands);
        Assert.AreSequenceEqual(
            new[]
            {
                "preflight", "docker-detect", "fake-network-probe h1",
                "fake-network-source jammy", "docker-apt 300 900 fake,fake-keys latest docker.io docker-compose-v2", "docker-detect", "fake-network-probe h1",
            },
            scripted.Scripts);
        Assert.AreEqual("docker-apt", scripted.Commands[1].Name);
        // The time for the source, for Docker itself, and for the probes after it.
        Assert.AreEqual("timeout -k 5 2260 sh -s", scripted.Commands[1].CommandLine);
    }

    [TestMethod]
    public async Task A_client_that_was_not_installed_along_is_not_reported()
    {
        var scripted = Bare("", NoClient);

        var result = await EngineRun.OneAsync(scripted, network: new FakeNetwork { OnInstalled = _ => "nothing" });

        Assert.AreEqual(StepOutcome.Changed, result.Step("docker").Outcome);
        Assert.AreEqual(StepOutcome.Ok, result.Step("network-install").Outcome);
    }

    [TestMethod]
    public async Task A_failed_installation_ends_the_host_without_network_results()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight).On("docker-detect", HostAnswers.NoDocker).On(FakeNetwork.Probe, NoClient)
            .On(FakeNetwork.Source).On("docker-apt", "along=yes\nreason=start\ndetail=failed to start daemon", exit: 1);

        var result = await EngineRun.OneAsync(scripted, network: new FakeNetwork());

        Assert.AreEqual(ErrorCode.DockerVerifyFailed, result.ErrorCode);
        Assert.AreEqual("connect=Ok preflight=Ok docker=Failed network-install=Skipped network-join=Skipped", result.Sequence());
        Assert.StartsWith("docker-apt ", scripted.Scripts[^1]);
    }

    [TestMethod]
    public async Task A_failing_network_source_does_not_affect_docker()
    {
        var scripted = Bare("", NoClient, sourceFails: true);

        var result = await EngineRun.OneAsync(scripted, network: new FakeNetwork());

        Assert.AreEqual(StepOutcome.Changed, result.Step("docker").Outcome);
        Assert.DoesNotContain("another key", result.Message + string.Concat(result.Steps));
    }

    [TestMethod]
    public async Task Starting_docker_installs_nothing_along()
    {
        var stopped = HostAnswers.Docker[(HostAnswers.Docker.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight)
            .On("docker-detect", stopped).On("docker-detect", HostAnswers.Docker).On("docker-start")
            .On(FakeNetwork.Probe, NoClient).On(FakeNetwork.Probe, Installed);

        await EngineRun.OneAsync(scripted, network: new FakeNetwork());

        Assert.AreSequenceEqual(
            ["preflight", "docker-detect", "fake-network-probe h1", "docker-start", "docker-detect", "fake-network-probe h1"],
            scripted.Scripts);
    }

    [TestMethod]
    public async Task In_check_mode_the_network_step_reports_its_own_installation()
    {
        var scripted = Bare("along=yes", Installed);

        var result = await EngineRun.OneAsync(scripted, new BootstrapOptions { CheckOnly = true }, new FakeNetwork());

        Assert.AreEqual(StepOutcome.WouldChange, result.Step("docker").Outcome);
        Assert.AreEqual(StepOutcome.Ok, result.Step("network-install").Outcome);
        Assert.HasCount(1, scripted.Commands);
    }

    private static ScriptedHost Bare(string installation, string networkAfterwards, bool sourceFails = false) => new ScriptedHost()
        .On("preflight", HostAnswers.Preflight)
        .On("docker-detect", HostAnswers.NoDocker).On("docker-detect", HostAnswers.Docker)
        .On(FakeNetwork.Probe, NoClient).On(FakeNetwork.Probe, networkAfterwards)
        .On(FakeNetwork.Source, sourceFails ? "reason=key\ndetail=another key" : "", exit: sourceFails ? 1 : 0)
        .On("docker-apt", installation).On(FakeNetwork.Join);
}
