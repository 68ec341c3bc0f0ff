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
    private const string OtherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private const string ThirdKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB";

    private readonly TemporaryFolder folder = new();
    private readonly RecordedProgress progress = new();

    private LoginKeys Keys { get; set; } = LoginKeys.Of("id_ed25519", [StandIn.PublicKey]);

    private IReadOnlyList<string> Limit { get; set; } = [];

    private string KeySettings { get; set; } = "ssh_key_name: deploy";

    private string Infra { get; set; } = "";

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
        Keys = LoginKeys.Of("~/.ssh/id_ed25519", [OtherKey]);

        var report = await UpAsync("app-1, app-2");

        Assert.AreEqual(0, api.Creations);
        Assert.Contains("it would accept only the SSH key 'deploy' of the DigitalOcean account, and this machine has a different key (~/.ssh/id_ed25519)", report);

        Keys = LoginKeys.Of("no key in ssh-agent or ~/.ssh", []);
        Assert.Contains("this machine has no SSH key to log in with (no key in ssh-agent or ~/.ssh)", await UpAsync("app-1, app-2"));
        Assert.AreEqual(0, api.Creations);
    }

    [TestMethod]
    public async Task One_of_several_keys_is_enough_and_without_any_all_are_named()
    {
        api.Keys[0] = api.Keys[0] with { PublicKey = OtherKey };
        KeySettings = "ssh_key_name: deploy\n      ssh_keys: [7]";

        Keys = LoginKeys.Of("~/.ssh/id_ed25519", [OtherKey]);
        Assert.Contains("\"succeeded\": 1,", await UpAsync("app-1"));
        Assert.AreEqual("[7,8]", api.Accepted[0].GetProperty("ssh_keys").GetRawText());

        Keys = LoginKeys.Of("~/.ssh/id_rsa", [ThirdKey]);
        var report = await UpAsync("app-2");
        Assert.Contains("would accept only the SSH keys 'other' and 'deploy' of the DigitalOcean account, and this machine has a different key (~/.ssh/id_rsa).", report);
        Assert.Contains("Set infra.bootstrap.ssh.privateKeyPath to the private half of one of the SSH keys 'other' and 'deploy' of the DigitalOcean account, or add it to ssh-agent.", report);
        Assert.AreEqual(1, api.Creations);
    }

    [TestMethod]
    public async Task A_host_with_its_own_keys_is_created_only_if_this_machine_has_one_of_them()
    {
        api.Keys[0] = api.Keys[0] with { PublicKey = OtherKey };

        var report = await UpAsync("app-1: {ssh_keys: [other]}, app-2");

        Assert.AreEqual("production-app-2", api.Droplets.Single().Name);
        Assert.Contains("it would accept only the SSH key 'other' of the DigitalOcean account, and this machine has a different key (id_ed25519)", report);
    }

    [TestMethod]
    public async Task A_droplet_with_only_a_private_address_is_reached_through_the_bastion_without_a_wait()
    {
        api.Droplets.Add(new StandInDroplet { Id = 1, Name = "production-app-1", IPv4 = null, IPv6 = null, Tags = ["stagecraft", "stagecraft-env-production"] });
        Infra = "infra: {bootstrap: {ssh: {proxyJump: bastion.example.com}}}";
        var addresses = new List<string?>();
        Answers = host =>
        {
            addresses.Add(host.PublicIp);
            return ScriptedHost.Ready();
        };

        var report = await UpAsync("app-1");

        Assert.Contains("\"succeeded\": 1,", report);
        Assert.AreEqual("10.0.0.2", addresses.Single());
        Assert.IsEmpty(progress.Lines);
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
                  {{KeySettings}}
                  default_region: fra1
                  default_size: s-1vcpu-1gb
                  api_url: {{api.Url}}
                  hosts: {production: { {{string.Join(", ", hosts.Split(", ").Select(host => host.Contains(':', StringComparison.Ordinal) ? host : host + ":"))}} } }
            network: {provider: none}
            {{Infra}}
            """, TestContext.CancellationToken);
        var session = await BootstrapSession.OpenAsync(
            new BootstrapRequest { Purpose = BootstrapPurpose.Run, Environment = "production", ConfigFile = file, Limit = Limit },
            new RunEnvironment
            {
                Environment = name => name == "DO_TOKEN" ? StandIn.Token : null,
                CurrentDirectory = folder.Root,
                HomeDirectory = folder.Root,
                LoginKeys = (_, _) => Task.FromResult(Keys),
                AcceptsTcp = (_, _, _) => Task.FromResult(true),
                Connect = _ => new ScriptedConnector { Default = Answers },
            },
            TestContext.CancellationToken);
        var selection = await session.FindHostsAsync(progress, TestContext.CancellationToken);
        return JsonReport.Write(await session.RunAsync(selection, new RecordingObserver(), TestContext.CancellationToken));
    }
}
