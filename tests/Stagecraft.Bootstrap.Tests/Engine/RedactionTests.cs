using System.Text.Json;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Engine;

[TestClass]
public sealed class RedactionTests
{
    private const string Canary = "can4ry/key+42";

    private static readonly FakeNetwork Network = new() { SecretValue = Canary };

    [TestMethod]
    public async Task A_secret_that_a_host_echoes_is_never_visible()
    {
        var scripted = ScriptedHost.Ready()
            .On(FakeNetwork.Probe, "joined=no")
            .On(FakeNetwork.Join, $"reason=join\ndetail=invalid key {Canary}", exit: 1, error: $"warning: {Uri.EscapeDataString(Canary)}\n");

        await AssertNowhereAsync(scripted, Network, ErrorCode.NetworkJoinFailed);
    }

    [TestMethod]
    public async Task A_secret_in_an_exception_is_never_visible()
    {
        var scripted = ScriptedHost.Ready();
        scripted.OnCommand = (_, _) => throw new InvalidOperationException($"cannot send {Canary}");

        await AssertNowhereAsync(scripted, Network, ErrorCode.InternalError);
    }

    [TestMethod]
    public async Task A_secret_in_provider_data_is_never_visible()
    {
        var network = new FakeNetwork
        {
            SecretValue = Canary,
            Fqdn = _ => $"{Canary}.example",
            OnInstalled = session =>
            {
                session.Facts = session.Facts with { DockerVersion = Canary, ComposeVersion = Canary };
                return $"installed with {Canary}";
            },
        };

        await AssertNowhereAsync(ScriptedHost.Ready().On(FakeNetwork.Probe, "joined=yes"), network, expected: null);
    }

    [TestMethod]
    public async Task A_secret_in_a_noisy_answer_is_never_visible()
    {
        var scripted = ScriptedHost.Ready();
        scripted.OnCommand = (_, _) => Task.FromResult(new CommandResult(1, null, Canary, $"sudo: {Canary}"));

        await AssertNowhereAsync(scripted, Network, ErrorCode.HostNoPrivilege);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_password_for_sudo_is_never_visible(bool ofHost)
    {
        var scripted = new ScriptedHost { User = "deploy", OnCommand = (_, _) => Task.FromResult(new CommandResult(1, null, Canary, $"sudo: {Canary}: 1 incorrect password attempt")) };
        var observer = new RecordingObserver();
        var password = new Secret(Canary);

        var report = await EngineRun.RunAsync(
            new ScriptedConnector { ["h1"] = scripted },
            [EngineRun.Host("h1") with { SudoPassword = ofHost ? password : null }],
            new BootstrapOptions { SudoPassword = ofHost ? null : password },
            observer: observer);

        Assert.AreEqual("sudo did not accept the password of 'deploy' (sudo: ***: 1 incorrect password attempt). It was tried once.", report.Results.Single().Cause);
        Assert.DoesNotContain(Canary, JsonSerializer.Serialize(report.Results.Single(), Unescaped) + observer.AllText);
        Assert.HasCount(1, scripted.Commands);
    }

    [TestMethod]
    public async Task A_secret_is_only_in_the_input_of_the_command_that_needs_it()
    {
        var scripted = ScriptedHost.Ready().On(FakeNetwork.Probe, "joined=no").On(FakeNetwork.Join);

        await EngineRun.OneAsync(scripted, network: Network);

        Assert.DoesNotContain(Canary, scripted.Commands[0].Input);
        Assert.Contains(Canary, scripted.Commands[1].Input);
        Assert.IsFalse(scripted.Commands.Any(command => $"{command} {command.Name} {command.CommandLine}".Contains(Canary, StringComparison.Ordinal)));
    }

    private static async Task AssertNowhereAsync(ScriptedHost scripted, FakeNetwork network, ErrorCode? expected)
    {
        var observer = new RecordingObserver();

        var result = await EngineRun.OneAsync(scripted, network: network, observer: observer);

        Assert.AreEqual(expected, result.ErrorCode);
        var seen = JsonSerializer.Serialize(result, Unescaped) + observer.AllText;
        Assert.Contains("***", seen);
        Assert.DoesNotContain(Canary, seen);
        Assert.DoesNotContain(Uri.EscapeDataString(Canary), seen);
    }

    private static JsonSerializerOptions Unescaped { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
