using Stagecraft.Bootstrap.Tests.Engine;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Docker;

/// <summary>The step in check mode: it reports changes with reasons and makes none.</summary>
[TestClass]
public sealed class DockerCheckTests
{
    [TestMethod]
    [DataRow("client=\nLoadState=not-found", "install docker.io, docker-compose-v2 (docker is not installed)")]
    [DataRow("client=/usr/bin/docker\nLoadState=not-found", "install docker.io, docker-compose-v2 (there is only a client)")]
    [DataRow("compose=2.32.4\nclient=/usr/bin/docker\nLoadState=loaded\nunfinished=docker.io", "install docker.io (dpkg has not finished docker.io)")]
    [DataRow("compose=2.32.4\nclient=/usr/bin/docker\nLoadState=loaded\nunfinished=docker.io,containerd", "install docker.io (dpkg has not finished docker.io, containerd)")]
    [DataRow("LoadState=loaded\nUnitFileState=enabled", "install docker.io, docker-compose-v2 (there is no docker command)")]
    [DataRow("server=27.5.1 +Engine +runc\ncompose=2.32.4\nclient=/usr/bin/docker\nLoadState=loaded\nUnitFileState=enabled", "start containerd (it does not answer, so no container can start)")]
    [DataRow(HostAnswers.Docker + "\npending=yes", "complete an earlier run: verify that docker starts a container (the run that installed or started it did not get that far)")]
    [DataRow("server=27.5.1\nclient=/usr/bin/docker\nLoadState=loaded\nUnitFileState=enabled", "install docker-compose-v2 (Compose v2 does not answer)")]
    [DataRow("server=27.5.1\ncompose=2.32.4\nclient=/usr/bin/docker\nLoadState=loaded\nUnitFileState=disabled", "enable docker at boot (docker.service is disabled)")]
    [DataRow("compose=2.32.4\nclient=/usr/bin/docker\nLoadState=loaded\nUnitFileState=enabled", "start docker (its daemon does not answer)")]
    public async Task A_check_reports_changes_with_reasons_and_verifies_nothing(string found, string expected)
    {
        var scripted = new ScriptedHost().On("preflight", HostAnswers.Preflight).On("docker-detect", found);

        var result = await EngineRun.OneAsync(scripted, new BootstrapOptions { CheckOnly = true });

        Assert.AreEqual(StepOutcome.WouldChange, result.Step("docker").Outcome);
        Assert.AreEqual(expected, result.Step("docker").Detail);
        Assert.AreSequenceEqual(["preflight", "docker-detect"], scripted.Scripts);
        Assert.IsFalse(result.Changed);
    }
}
