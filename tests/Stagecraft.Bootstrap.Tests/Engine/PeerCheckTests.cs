using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Engine;

/// <summary>One ready host is asked, once a run, which of the others it sees.</summary>
[TestClass]
public sealed class PeerCheckTests
{
    private static readonly FakeNetwork Network = new() { HasPeers = true };

    [TestMethod]
    public async Task Hosts_that_are_not_seen_are_ready_with_a_warning_in_host_order()
    {
        var connector = Fleet("a", "b", "c", "d", "e");
        connector["a"] = Ready("a", seen: "nb nd");
        var observer = new RecordingObserver();

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("e", "d", "c", "b", "a"), network: Network, observer: observer);

        Assert.AreEqual(5, report.Succeeded);
        Assert.IsEmpty(report.Warnings);
        Assert.AreEqual("c e", report.Results.Where(result => result.Warnings.Count > 0).Ids());
        Assert.AreEqual("a does not see it.", report.Results[2].Warnings.Single());
        Assert.AreEqual("c e", observer.Judged.Ids());
        Assert.IsTrue(observer.Judged.All(result => result.Status == HostStatus.Success));
    }

    [TestMethod]
    public async Task It_comes_after_what_a_step_warned_of()
    {
        var connector = Fleet("a", "b", "c");
        connector["a"] = Ready("a", seen: "nb");
        connector["c"] = ScriptedHost.Ready().On(FakeNetwork.Question, "joined=yes\nnode=nc\nwarning=Careful.");

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c"), network: Network);

        Assert.AreSequenceEqual(["Careful.", "a does not see it."], report.Results[2].Warnings);
    }

    [TestMethod]
    public async Task A_whole_run_costs_one_connection_and_one_command_more()
    {
        string[] ids = [.. Enumerable.Range(0, 50).Select(i => $"{i:00}")];
        var connector = Fleet(ids);

        await EngineRun.RunAsync(connector, EngineRun.Hosts(ids), network: Network);

        Assert.HasCount(ids.Length + 1, connector.Connected);
        Assert.AreEqual("00", connector.Connected.Last());
        Assert.AreEqual(ids.Length + 1, ids.Sum(id => connector[id].Commands.Count));
        Assert.AreEqual(FakeNetwork.Peers, connector["00"].Scripts[^1]);
        Assert.AreEqual(FakeNetwork.Peers, connector["00"].Commands[^1].ToString());
        Assert.AreEqual(2, connector["00"].Disposed);
    }

    [TestMethod]
    [DataRow("a", "b")]
    [DataRow("a")]
    public async Task Of_fewer_than_three_ready_hosts_none_is_asked(params string[] ids)
    {
        var connector = Fleet(ids);

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts(ids), network: Network);

        Assert.HasCount(ids.Length, connector.Connected);
        Assert.IsEmpty(report.Warnings);
    }

    [TestMethod]
    [DataRow("failed")]
    [DataRow("would change")]
    [DataRow("no node")]
    [DataRow("same node")]
    public async Task Only_hosts_that_are_ready_and_known_to_the_network_count(string third)
    {
        var connector = Fleet("a", "b");
        connector["c"] = third switch
        {
            "failed" => new ScriptedHost { OnConnect = _ => throw new HostFailureException(ErrorCode.SshUnreachable, "No.", "Look.") },
            "would change" => new ScriptedHost().On("preflight", HostAnswers.Preflight).On("docker-detect", HostAnswers.NoDocker).On(FakeNetwork.Question, "joined=yes\nnode=nc"),
            "no node" => ScriptedHost.Ready().On(FakeNetwork.Question, "joined=yes"),
            _ => Ready("b"),
        };

        await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c"), new BootstrapOptions { CheckOnly = true }, Network);

        Assert.HasCount(3, connector.Connected);
    }

    [TestMethod]
    public async Task A_check_asks_too()
    {
        var connector = Fleet("a", "b", "c");
        connector["a"] = Ready("a", seen: "nb");

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c"), new BootstrapOptions { CheckOnly = true }, Network);

        Assert.AreEqual("c", report.Results.Where(result => result.Warnings.Count > 0).Ids());
    }

    [TestMethod]
    public async Task A_network_without_such_a_question_is_not_asked()
    {
        var connector = Fleet("a", "b", "c");

        await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c"), network: new FakeNetwork());

        Assert.HasCount(3, connector.Connected);
    }

    [TestMethod]
    public async Task Where_the_first_does_not_answer_the_next_is_asked()
    {
        var connector = Fleet("a", "b", "c", "d");
        Unreachable(connector, "a");
        connector["b"] = Ready("b", seen: "na nd");

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c", "d"), network: Network);

        Assert.AreEqual(4, report.Succeeded);
        Assert.IsEmpty(report.Warnings);
        Assert.AreEqual("c", report.Results.Where(result => result.Warnings.Count > 0).Ids());
        Assert.AreEqual("a b", string.Join(' ', connector.Connected.Skip(4)));
    }

    [TestMethod]
    public async Task Where_three_do_not_answer_the_run_has_a_warning_and_no_fourth_is_asked()
    {
        var connector = Fleet("a", "b", "c", "d");
        foreach (var id in (string[])["a", "b", "c"]) Unreachable(connector, id);

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c", "d"), new BootstrapOptions { Warnings = ["Known before."] }, Network);

        Assert.AreEqual(4, report.Succeeded);
        Assert.AreEqual("a b c", string.Join(' ', connector.Connected.Skip(4)));
        Assert.AreSequenceEqual(
            ["Known before.", "Cannot determine whether the hosts see each other in the network: a: The host is gone. b: The host is gone. c: The host is gone."],
            report.Warnings);
        Assert.IsTrue(report.Results.All(result => result.Warnings.Count == 0));
    }

    [TestMethod]
    public async Task What_the_provider_throws_is_a_warning_of_the_run_with_its_stack_only_in_the_log()
    {
        var network = new FakeNetwork { HasPeers = true, OnUnseen = () => throw new InvalidOperationException("boom s3cr3t-key\nsecond line") };
        var observer = new RecordingObserver();

        var report = await EngineRun.RunAsync(Fleet("a", "b", "c"), EngineRun.Hosts("a", "b", "c"), network: network, observer: observer);

        Assert.AreEqual(3, report.Succeeded);
        Assert.Contains("a: unexpected InvalidOperationException: boom *** second line", report.Warnings.Single());
        Assert.DoesNotContain("   at ", report.Warnings.Single());
        Assert.Contains("System.InvalidOperationException: boom ***", observer.AllText);
    }

    [TestMethod]
    public async Task A_run_that_is_cancelled_meanwhile_keeps_its_results_without_a_warning()
    {
        using var cancellation = new CancellationTokenSource();
        var connector = Fleet("a", "b", "c");
        connector["a"].OnScript = async (name, token) =>
        {
            if (name != FakeNetwork.Peers) return;
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        };

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c"), network: Network, cancellationToken: cancellation.Token);

        Assert.AreEqual(3, report.Succeeded);
        Assert.IsEmpty(report.Warnings);
        Assert.HasCount(4, connector.Connected);
    }

    [TestMethod]
    public async Task A_run_that_is_cancelled_before_asks_no_one()
    {
        using var cancellation = new CancellationTokenSource();
        var connector = Fleet("a", "b", "c");
        connector["c"].OnDispose = () =>
        {
            cancellation.Cancel();
            return ValueTask.CompletedTask;
        };

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c"), new BootstrapOptions { MaxParallelHosts = 1 }, Network, cancellationToken: cancellation.Token);

        Assert.AreEqual(3, report.Succeeded);
        Assert.HasCount(3, connector.Connected);
    }

    [TestMethod]
    public async Task The_question_and_its_answer_are_in_the_log_of_the_host_that_was_asked()
    {
        var observer = new RecordingObserver();

        await EngineRun.RunAsync(Fleet("a", "b", "c"), EngineRun.Hosts("a", "b", "c"), network: Network, observer: observer);

        Assert.Contains($"$ {FakeNetwork.Peers}\n", observer.AllText);
        Assert.Contains("seen=na nb nc", observer.AllText);
    }

    private static ScriptedConnector Fleet(params string[] ids)
    {
        var connector = new ScriptedConnector();
        foreach (var id in ids) connector[id] = Ready(id, string.Join(' ', ids.Select(other => $"n{other}")));
        return connector;
    }

    private static ScriptedHost Ready(string id, string seen = "") => ScriptedHost.Ready()
        .On(FakeNetwork.Question, $"joined=yes\nnode=n{id}")
        .On(FakeNetwork.Peers, $"seen={seen}");

    // Ready at first, and gone when it is asked for the others.
    private static void Unreachable(ScriptedConnector connector, string id)
    {
        var connections = 0;
        connector[id].OnConnect = _ => ++connections == 1
            ? Task.CompletedTask
            : throw new HostFailureException(ErrorCode.SshUnreachable, "The host is gone.", "Look.");
    }
}
