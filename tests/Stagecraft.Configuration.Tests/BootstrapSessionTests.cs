using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Ssh;
using Stagecraft.Testing;
using Stagecraft.Testing.Cloud;

namespace Stagecraft.Configuration.Tests;

[TestClass]
public sealed class BootstrapSessionTests
{
    private readonly FakeCloud cloud = new();
    private readonly ScriptedConnector connector = new();

    private Func<string, int, CancellationToken, Task<bool>> acceptsTcp = (_, _, _) => throw new InvalidOperationException("The test expects no wait.");

    private const string BehindBastion = "cloud: {provider: fake}\nnetwork: {provider: none}\ninfra: {bootstrap: {ssh: {proxyJump: bastion}}}";

    private Func<IPortProbe> bastionProbe = () => throw new InvalidOperationException("There is no bastion.");

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow(nameof(BootstrapPurpose.Run), "a new", "")]
    [DataRow(nameof(BootstrapPurpose.InfraUp), "a new", "")]
    [DataRow(nameof(BootstrapPurpose.Check), "a", "new")]
    [DataRow(nameof(BootstrapPurpose.ListHosts), "a", "new")]
    public async Task Only_infra_up_creates_hosts(string purpose, string hosts, string toCreate)
    {
        var session = await OpenAsync(new BootstrapRequest { Purpose = Enum.Parse<BootstrapPurpose>(purpose), Environment = "production" });

        var selection = await session.FindHostsAsync(TestContext.CancellationToken);

        Assert.AreEqual(hosts, string.Join(' ', selection.Hosts.Select(host => host.Id)));
        Assert.AreEqual(toCreate, string.Join(' ', selection.ToCreate));
        Assert.AreEqual(toCreate.Length == 0, cloud.Applied);
        Assert.AreEqual("production", cloud.Environment);
    }

    [TestMethod]
    public async Task Infra_up_waits_only_for_hosts_that_it_created()
    {
        cloud.PublicIp = "203.0.113.7";
        var probes = 0;
        acceptsTcp = (_, _, _) => Task.FromResult(++probes == 3);
        var progress = new RecordedProgress();

        await (await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.InfraUp })).FindHostsAsync(progress, TestContext.CancellationToken);

        Assert.AreEqual("Waiting until SSH answers on new (at most 300 s)\nnew: accepts connections on port 22", string.Join('\n', progress.Lines));
        Assert.AreEqual(3, probes);
    }

    [TestMethod]
    public async Task Infra_up_waits_for_hosts_behind_a_bastion()
    {
        cloud.PublicIp = "10.0.0.7";
        var probe = new FakeProbe { AnswersAfter = 3 };
        bastionProbe = () => probe;
        var progress = new RecordedProgress();

        await (await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.InfraUp }, BehindBastion)).FindHostsAsync(progress, TestContext.CancellationToken);

        Assert.AreEqual("Waiting until SSH answers on new (at most 300 s)\nnew: accepts connections on port 22", string.Join('\n', progress.Lines));
        Assert.AreEqual("10.0.0.7:22 10.0.0.7:22 10.0.0.7:22 disposed", string.Join(' ', probe.Asked));
    }

    [TestMethod]
    public async Task A_bastion_that_refuses_ends_the_wait_with_its_reason()
    {
        cloud.PublicIp = "10.0.0.7";
        bastionProbe = () => new FakeProbe { Refusal = "The bastion refused user 'root'." };
        var progress = new RecordedProgress();

        var selection = await (await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.InfraUp }, BehindBastion)).FindHostsAsync(progress, TestContext.CancellationToken);

        Assert.AreEqual("new: cannot wait for this host: The bastion refused user 'root'.", progress.Lines[^1]);
        Assert.HasCount(2, selection.Hosts);
    }

    [TestMethod]
    public async Task Infra_up_waits_for_hosts_of_an_interrupted_run()
    {
        (cloud.PublicIp, cloud.Starting, cloud.Complete) = ("203.0.113.7", true, true);
        acceptsTcp = (_, _, _) => Task.FromResult(true);
        var progress = new RecordedProgress();

        await (await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Run })).FindHostsAsync(progress, TestContext.CancellationToken);

        Assert.AreEqual("Waiting until SSH answers on a (at most 300 s)\na: accepts connections on port 22", string.Join('\n', progress.Lines));
    }

    [TestMethod]
    public async Task The_configuration_limits_the_wait_of_infra_up()
    {
        cloud.PublicIp = "203.0.113.7";
        acceptsTcp = (_, _, _) => Task.FromResult(false);
        var progress = new RecordedProgress();

        await (await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Run }, "cloud: {provider: fake, sshTimeout: 20m}\nnetwork: {provider: none}"))
            .FindHostsAsync(progress, TestContext.CancellationToken);

        Assert.AreEqual(
            "Waiting until SSH answers on new (at most 1200 s)\nnew: no connection to port 22 within 1200 s (cloud.sshTimeout); continuing without waiting longer",
            string.Join('\n', progress.Lines));
    }

    [TestMethod]
    public async Task A_host_that_never_answers_goes_to_bootstrap_after_the_limit()
    {
        cloud.PublicIp = "203.0.113.7";
        acceptsTcp = (_, _, _) => Task.FromResult(false);
        var progress = new RecordedProgress();

        var selection = await (await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Run })).FindHostsAsync(progress, TestContext.CancellationToken);

        Assert.HasCount(2, selection.Hosts);
        Assert.AreEqual("new: no connection to port 22 within 300 s (cloud.sshTimeout); continuing without waiting longer", progress.Lines[^1]);
    }

    [TestMethod]
    [DataRow(nameof(BootstrapPurpose.Run))]
    [DataRow(nameof(BootstrapPurpose.InfraUp))]
    public async Task A_new_host_that_refuses_the_login_is_tried_again(string purpose)
    {
        var answers = new Queue<HostFailureException>([Closed, Closed, NoKeyYet, NoKeyYet]);

        var (selection, lines) = await LogInAsync(Enum.Parse<BootstrapPurpose>(purpose), () => answers.TryDequeue(out var failure) ? failure : null);

        Assert.AreEqual(
            "new: accepts connections on port 22\nnew: login not possible yet: The server closed the connection.\nnew: login not possible yet: The server rejected the key.\nnew: accepts logins as root",
            lines);
        Assert.AreEqual("new new new new new", string.Join(' ', connector.Connected));
        Assert.IsEmpty(selection.Problematic);
    }

    [TestMethod]
    [DataRow("closed", "The server closed the connection.")]
    [DataRow("key", "The server rejected the key.")]
    public async Task A_new_host_that_keeps_refusing_goes_to_bootstrap_with_its_answer(string what, string said)
    {
        var (selection, lines) = await LogInAsync(BootstrapPurpose.Run, () => what == "key" ? NoKeyYet : Closed);

        Assert.AreEqual(
            $"new: accepts connections on port 22\nnew: login not possible yet: {said}\nnew: no login within 300 s (cloud.sshTimeout); continuing without waiting longer. Last error: {said}",
            lines);
        // One attempt every 5 s of the 300 s, and the first. Bootstrap probes again and reports.
        Assert.HasCount(61, connector.Connected);
        Assert.HasCount(2, selection.Hosts);
        Assert.IsEmpty(selection.Problematic);
    }

    [TestMethod]
    public async Task A_known_key_of_an_earlier_host_is_reported_without_waiting()
    {
        var (selection, _) = await LogInAsync(BootstrapPurpose.Run, () => Changed);

        var host = selection.Problematic.Single();
        Assert.AreEqual("new", host.Id);
        Assert.AreEqual(ErrorCode.SshHostKeyMismatch, host.Problem!.Code);
        Assert.AreEqual(
            "The host key of 203.0.113.7 has changed: known_hosts:1 holds A, the host presents B. The host was created in this run, so the known key belongs to an earlier machine with this address. "
            + "If the host was rebuilt, remove the old key.",
            host.Problem.ToString());
        Assert.HasCount(1, connector.Connected);
    }

    [TestMethod]
    public async Task A_changed_key_of_an_existing_host_is_left_to_bootstrap()
    {
        (cloud.Starting, cloud.Complete) = (true, true);

        var (selection, _) = await LogInAsync(BootstrapPurpose.Run, () => Changed, id: "a");

        Assert.IsEmpty(selection.Problematic);
        Assert.HasCount(1, connector.Connected);
    }

    [TestMethod]
    public async Task A_cancelled_wait_reports_the_created_hosts()
    {
        cloud.PublicIp = "203.0.113.7";
        using var cancellation = new CancellationTokenSource();
        acceptsTcp = async (_, _, _) =>
        {
            await cancellation.CancelAsync();
            return false;
        };
        var session = await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Run });

        var exception = await Assert.ThrowsExactlyAsync<CloudCancelledException>(() => session.FindHostsAsync(cancellation.Token));

        Assert.Contains("Created in this run: new.", exception.Message);
    }

    [TestMethod]
    public async Task A_check_warns_about_hosts_that_do_not_exist()
    {
        var session = await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Check, Limit = ["new"] });
        var selection = await session.FindHostsAsync(TestContext.CancellationToken);

        var report = await session.RunAsync(selection, new RecordingObserver(), TestContext.CancellationToken);

        Assert.IsTrue(report.CheckOnly);
        Assert.IsEmpty(report.Results);
        Assert.AreEqual("The host new does not exist yet. A run would create and bootstrap it.", report.Warnings.Single());
    }

    [TestMethod]
    public async Task Hosts_of_the_front_end_replace_those_of_the_cloud_provider()
    {
        var session = await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Run, Hosts = [new Host { Id = "z" }, new Host { Id = "y" }], Limit = ["y"] });

        var selection = await session.FindHostsAsync(TestContext.CancellationToken);

        Assert.AreEqual("y", selection.Hosts.Single().Id);
        Assert.IsFalse(cloud.Applied);
    }

    [TestMethod]
    public async Task The_secret_of_a_cloud_provider_is_read_only_when_it_is_used()
    {
        cloud.SecretVariable = "TOKEN";

        await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Validate });
        await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Run, Hosts = [new Host { Id = "z" }] });
        var exception = await Assert.ThrowsExactlyAsync<ConfigurationException>(() => OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.ListHosts }));

        Assert.Contains("TOKEN is not set", exception.Message);
    }

    [TestMethod]
    public async Task A_source_of_hosts_is_required()
    {
        var exception = await Assert.ThrowsExactlyAsync<ConfigurationException>(() => OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Run }, "network: {provider: none}"));

        Assert.Contains("No source of hosts is configured.", exception.Message);
    }

    [TestMethod]
    public async Task An_empty_list_of_hosts_is_refused()
    {
        var session = await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Run, Hosts = [] });

        await Assert.ThrowsExactlyAsync<ConfigurationException>(() => session.FindHostsAsync(TestContext.CancellationToken));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1025)]
    public async Task The_number_of_parallel_hosts_is_limited(int parallel) => await Assert.ThrowsExactlyAsync<ConfigurationException>(
        () => OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Run, MaxParallelHosts = parallel }));

    [TestMethod]
    [DataRow("")]
    [DataRow("a b")]
    [DataRow("-x")]
    [DataRow("../a")]
    public async Task An_environment_name_is_a_plain_word(string environment) => await Assert.ThrowsExactlyAsync<ConfigurationException>(
        () => OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Run, Environment = environment }));

    [TestMethod]
    [DataRow(nameof(BootstrapPurpose.Run))]
    [DataRow(nameof(BootstrapPurpose.Check))]
    public async Task A_shard_creates_no_hosts_and_lists_the_missing_ones(string purpose)
    {
        var session = await OpenAsync(new BootstrapRequest { Purpose = Enum.Parse<BootstrapPurpose>(purpose), Shard = HostShard.Parse("1/2") });

        var exception = await Assert.ThrowsExactlyAsync<ConfigurationException>(() => session.FindHostsAsync(TestContext.CancellationToken));

        Assert.IsFalse(cloud.Applied);
        Assert.AreEqual(
            "Not all hosts exist yet, and a run with --shard (1/2) does not create hosts. Create them once beforehand with 'dotnet build -t:InfraUp', or with 'up' without --shard. Missing: new.",
            exception.Message);
    }

    [TestMethod]
    public async Task Existing_and_missing_hosts_of_a_shard_can_be_listed()
    {
        var session = await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.ListHosts, Shard = HostShard.Parse("2/2") });

        var selection = await session.FindHostsAsync(TestContext.CancellationToken);

        Assert.AreEqual("", string.Join(' ', selection.Hosts.Select(host => host.Id)));
        Assert.AreEqual("new", string.Join(' ', selection.ToCreate));
    }

    // The host is in the first of two.
    [TestMethod]
    [DataRow("1/2", "Waiting until SSH answers on a (at most 300 s)\na: accepts connections on port 22")]
    [DataRow("2/2", "")]
    public async Task A_shard_waits_only_for_its_own_hosts(string shard, string expected)
    {
        (cloud.PublicIp, cloud.Starting, cloud.Complete) = ("203.0.113.7", true, true);
        acceptsTcp = (_, _, _) => Task.FromResult(true);
        var progress = new RecordedProgress();

        await (await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.InfraUp, Shard = HostShard.Parse(shard) })).FindHostsAsync(progress, TestContext.CancellationToken);

        Assert.AreEqual(expected, string.Join('\n', progress.Lines));
    }

    private static HostFailureException Closed => new(ErrorCode.SshUnreachable, "The server closed the connection.", "Look at it.");

    private static HostFailureException NoKeyYet => new(ErrorCode.SshAuthFailed, "The server rejected the key.", "Add it.");

    private static HostFailureException Changed => new(
        ErrorCode.SshHostKeyMismatch, "The host key of 203.0.113.7 has changed: known_hosts:1 holds A, the host presents B.", "If the host was rebuilt, remove the old key.")
    {
        HostKeyChanged = true,
    };

    /// <summary>Finds hosts with an open port where each login fails or gets no answer. Returns the messages after the wait began.</summary>
    private async Task<(HostSelection Selection, string Lines)> LogInAsync(BootstrapPurpose purpose, Func<HostFailureException?> login, string id = "new")
    {
        cloud.PublicIp = "203.0.113.7";
        acceptsTcp = (_, _, _) => Task.FromResult(true);
        connector[id] = new ScriptedHost { OnConnect = _ => login() is { } failure ? Task.FromException(failure) : Task.CompletedTask };
        var progress = new RecordedProgress();
        var selection = await (await OpenAsync(new BootstrapRequest { Purpose = purpose })).FindHostsAsync(progress, TestContext.CancellationToken);
        return (selection, string.Join('\n', progress.Lines.Skip(1)));
    }

    private async Task<BootstrapSession> OpenAsync(BootstrapRequest request, string yaml = "cloud: {provider: fake}\nnetwork: {provider: none}")
    {
        using var folder = new TemporaryFolder();
        folder.Write("stagecraft.yml", yaml);
        var surroundings = Config.RunEnvironment() with
        {
            CurrentDirectory = folder.Root,
            Connect = _ => connector,
            Time = new ImpatientTime(),
            AcceptsTcp = acceptsTcp,
            ProbeThroughBastion = _ => bastionProbe(),
            Providers = BuiltInProviders.All with
            {
                Cloud = new Dictionary<string, Func<SettingsSection, ICloudProvider>>(StringComparer.Ordinal) { ["fake"] = cloud.Configured },
            },
        };
        return await BootstrapSession.OpenAsync(request, surroundings, TestContext.CancellationToken);
    }
}
