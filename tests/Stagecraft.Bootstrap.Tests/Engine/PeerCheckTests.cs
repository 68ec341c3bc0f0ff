using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Engine;

/// <summary>Once per run, one ready host lists which of the other hosts it sees.</summary>
[TestClass]
public sealed class PeerCheckTests
{
    private static readonly FakeNetwork Network = new() { HasPeers = true };

    [TestMethod]
    public async Task Hosts_that_are_not_visible_are_ready_with_a_warning()
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
    public async Task The_warning_comes_after_warnings_of_steps()
    {
        var connector = Fleet("a", "b", "c");
        connector["a"] = Ready("a", seen: "nb");
        connector["c"] = ScriptedHost.Ready().On(FakeNetwork.Probe, "joined=yes\nnode=nc\nwarning=Careful.");

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c"), network: Network);

        Assert.AreSequenceEqual(["Careful.", "a does not see it."], report.Results[2].Warnings);
    }

    [TestMethod]
    public async Task The_peer_check_costs_one_connection_and_one_command()
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
    public async Task Fewer_than_three_ready_hosts_have_no_peer_check(params string[] ids)
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
    public async Task Only_ready_hosts_in_the_network_count(string third)
    {
        var connector = Fleet("a", "b");
        connector["c"] = third switch
        {
            "failed" => new ScriptedHost { OnConnect = _ => throw new HostFailureException(ErrorCode.SshUnreachable, "No.", "Look.") },
            "would change" => new ScriptedHost().On("preflight", HostAnswers.Preflight).On("docker-detect", HostAnswers.NoDocker).On(FakeNetwork.Probe, "joined=yes\nnode=nc"),
            "no node" => ScriptedHost.Ready().On(FakeNetwork.Probe, "joined=yes"),
            _ => Ready("b"),
        };

        await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c"), new BootstrapOptions { CheckOnly = true }, Network);

        Assert.HasCount(3, connector.Connected);
    }

    [TestMethod]
    public async Task Check_mode_includes_the_peer_check()
    {
        var connector = Fleet("a", "b", "c");
        connector["a"] = Ready("a", seen: "nb");

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c"), new BootstrapOptions { CheckOnly = true }, Network);

        Assert.AreEqual("c", report.Results.Where(result => result.Warnings.Count > 0).Ids());
    }

    [TestMethod]
    public async Task A_network_without_a_peer_check_gets_none()
    {
        var connector = Fleet("a", "b", "c");

        await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c"), network: new FakeNetwork());

        Assert.HasCount(3, connector.Connected);
    }

    [TestMethod]
    public async Task If_the_first_host_does_not_answer_the_next_is_probed()
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
    public async Task After_three_hosts_without_an_answer_the_run_has_a_warning()
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
    public async Task A_provider_exception_is_a_warning_and_the_log_has_the_stack()
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
    public async Task A_cancelled_peer_check_keeps_results_without_a_warning()
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
    public async Task A_peer_check_that_is_cancelled_at_the_last_host_gives_no_warning()
    {
        using var cancellation = new CancellationTokenSource();
        var connector = Fleet("a", "b", "c", "d");
        foreach (var id in (string[])["a", "b"]) Unreachable(connector, id);
        connector["c"].OnScript = async (name, token) =>
        {
            if (name != FakeNetwork.Peers) return;
            await cancellation.CancelAsync();
            token.ThrowIfCancellationRequested();
        };

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c", "d"), network: Network, cancellationToken: cancellation.Token);

        Assert.IsEmpty(report.Warnings);
        Assert.AreEqual("a b c", string.Join(' ', connector.Connected.Skip(4)));
    }

    [TestMethod]
    public async Task A_cancelled_run_has_no_peer_check()
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
    public async Task The_peer_check_is_in_the_log_of_the_probed_host()
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
        .On(FakeNetwork.Probe, $"joined=yes\nnode=n{id}")
        .On(FakeNetwork.Peers, $"seen={seen}");

    // Ready at first, and unreachable when its peers are probed.
    private static void Unreachable(ScriptedConnector connector, string id)
    {
        var connections = 0;
        connector[id].OnConnect = _ => ++connections == 1
            ? Task.CompletedTask
            : throw new HostFailureException(ErrorCode.SshUnreachable, "The host is gone.", "Look.");
    }
}
