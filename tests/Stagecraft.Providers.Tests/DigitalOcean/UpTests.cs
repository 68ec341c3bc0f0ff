using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Reports;
using Stagecraft.Bootstrap.Ssh;
using Stagecraft.Testing;
using Stagecraft.Testing.Cloud;

namespace Stagecraft.Providers.Tests.DigitalOcean;

/// <summary>The complete sequence of the task and the tool: configuration, droplets, the wait for SSH, bootstrap, report.</summary>
[TestClass]
public sealed class UpTests : StandInTests, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly RecordedProgress progress = new();

    private LoginKeys Keys { get; set; } = LoginKeys.Of("id_ed25519", [StandIn.PublicKey]);

    private IReadOnlyList<string> Limit { get; set; } = [];

    private Func<Host, ScriptedHost> Answers { get; set; } = _ => ScriptedHost.Ready();

    public required TestContext TestContext { get; init; }

    // The clock is real here.
    [TestInitialize]
    public void StartAtOnce() => api.Starting = 0;

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public async Task Up_creates_only_missing_droplets_and_reports_all()
    {
        var first = await UpAsync("app-1, app-2, db-1");
        var created = api.Creations;
        var second = await UpAsync("app-1, app-2, db-1");
        var again = api.Creations;
        await UpAsync("app-1, app-2, app-3, db-1");

        Assert.AreEqual(3, created);
        Assert.AreEqual(3, again);
        Assert.AreEqual(4, api.Creations);
        Assert.Contains("\"production-db-1\"", first);
        Assert.AreEqual(first, second);
        Assert.Contains("Creating the droplet production-app-3 (s-1vcpu-1gb, fra1)", progress.Lines);
        Assert.Contains("Waiting until SSH answers on production-app-2, production-db-1, production-app-3, production-app-1 (at most 300 s)", progress.Lines);
    }

    [TestMethod]
    public async Task The_token_is_in_no_report_progress_or_exception()
    {
        var report = await UpAsync("app-1");
        api.Before = async context =>
        {
            await StandIn.AnswerAsync(context, 403, new { id = "forbidden", message = $"{StandIn.Token} is not authorized" });
            return true;
        };

        var exception = await Assert.ThrowsExactlyAsync<CloudException>(() => UpAsync("app-1, app-2"));

        Assert.DoesNotContain("CANARY", report + string.Join('\n', progress.Lines) + exception);
        Assert.Contains("The token in the environment variable DO_TOKEN lacks permission", exception.Message);
    }

    [TestMethod]
    public async Task A_droplet_that_stays_new_fails_only_its_host()
    {
        api.Droplets.Add(new StandInDroplet { Id = 1, Name = "production-app-1", Size = "s-2vcpu-2gb", Tags = ["stagecraft", "stagecraft-env-production"] });

        var report = await UpAsync("app-1, app-2, db-1");

        Assert.Contains("\"succeeded\": 2,\n    \"failed\": 1,", report);
        Assert.Contains("\"errorCode\": \"cloud_host_failed\"", report);
    }

    [TestMethod]
    public async Task A_limit_applies_to_creation_and_report()
    {
        api.Droplets.Add(new StandInDroplet { Id = 1, Name = "production-app-1", Size = "s-2vcpu-2gb", Tags = ["stagecraft", "stagecraft-env-production"] });
        Limit = ["*-db-1"];

        var report = await UpAsync("app-1, app-2, db-1");

        Assert.AreEqual("production-app-1 production-db-1", string.Join(' ', api.Droplets.Select(droplet => droplet.Name)));
        Assert.Contains("\"hosts\": 1,\n    \"succeeded\": 1,", report);
    }

    [TestMethod]
    public async Task No_droplet_is_created_without_a_local_key_for_it()
    {
        Keys = LoginKeys.Of("~/.ssh/id_ed25519", ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]);

        var report = await UpAsync("app-1, app-2");

        Assert.AreEqual(0, api.Creations);
        Assert.Contains("it would accept only the SSH key 'deploy' of the DigitalOcean account, and this machine has a different key (~/.ssh/id_ed25519)", report);

        Keys = LoginKeys.Of("no key in ssh-agent or ~/.ssh", []);
        Assert.Contains("this machine has no SSH key to log in with (no key in ssh-agent or ~/.ssh)", await UpAsync("app-1, app-2"));
        Assert.AreEqual(0, api.Creations);
    }

    private async Task<string> UpAsync(string hosts)
    {
        var file = folder.PathOf("stagecraft.yml");
        await File.WriteAllTextAsync(file, $$"""
            cloud:
              provider: digitalocean
              providers:
                digitalocean:
                  token_env: DO_TOKEN
                  ssh_key_name: deploy
                  default_region: fra1
                  default_size: s-1vcpu-1gb
                  api_url: {{api.Url}}
                  hosts: {production: { {{hosts.Replace(",", ":,", StringComparison.Ordinal)}}: } }
            network: {provider: none}
            """, TestContext.CancellationToken);
        var session = await BootstrapSession.OpenAsync(
            new BootstrapRequest { Purpose = BootstrapPurpose.Run, Environment = "production", ConfigFile = file, Limit = Limit },
            new RunEnvironment
            {
                Environment = name => name == "DO_TOKEN" ? StandIn.Token : null,
                CurrentDirectory = folder.Root,
                HomeDirectory = folder.Root,
                LoginKeys = _ => Keys,
                AcceptsTcp = (_, _, _) => Task.FromResult(true),
                Connect = _ => new ScriptedConnector { Default = Answers },
            },
            TestContext.CancellationToken);
        var selection = await session.FindHostsAsync(progress, TestContext.CancellationToken);
        return JsonReport.Write(await session.RunAsync(selection, new RecordingObserver(), TestContext.CancellationToken));
    }
}
