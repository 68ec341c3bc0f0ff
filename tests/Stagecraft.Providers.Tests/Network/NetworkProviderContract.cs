using System.Text;
using Stagecraft.Bootstrap;
using Stagecraft.Testing;

namespace Stagecraft.Providers.Tests.Network;

/// <summary>The contract of every network provider with the engine. A provider's tests derive from this class.</summary>
public abstract class NetworkProviderContract
{
    /// <summary>The value of every secret that <see cref="CreateProvider"/> gives its provider.</summary>
    protected abstract IReadOnlyList<string> SecretValues { get; }

    /// <summary>A host that the network cannot accept. Null if there is none.</summary>
    protected abstract Host? UnusableHost { get; }

    /// <summary>Names of the scripts that only probe.</summary>
    protected abstract IReadOnlyList<string> Probes { get; }

    protected abstract INetworkProvider CreateProvider();

    /// <summary>A host that is already the node of <paramref name="host"/>.</summary>
    protected abstract ScriptedHost ReadyMachine(Host host);

    /// <summary>A new host, which answers no script that changes something.</summary>
    protected abstract ScriptedHost BareMachine(Host host);

    /// <summary>The answer to <see cref="INetworkProvider.PeersProbe"/> of a node that sees all of <paramref name="hosts"/>.</summary>
    protected virtual string PeersAnswer(IReadOnlyList<Host> hosts) => "";

    protected static Host HostNumber(int number) => new() { Id = $"id-{number:000}", Name = $"app-{number}", Role = "app", PublicIp = "203.0.113.7" };

    [TestMethod]
    public void The_fqdn_is_stable()
    {
        var (one, other, host) = (CreateProvider(), CreateProvider(), HostNumber(1));

        Assert.AreEqual(one.NodeFqdn(host), one.NodeFqdn(host with { PublicIp = null }));
        Assert.AreEqual(one.NodeFqdn(host), other.NodeFqdn(host));
    }

    [TestMethod]
    public async Task A_ready_host_is_not_changed_and_costs_one_command()
    {
        var (run, host) = (new NetworkRun(CreateProvider()), HostNumber(1));
        var machine = ReadyMachine(host);

        var result = await run.RunAsync(host, machine);

        Assert.AreEqual(HostStatus.Success, result.Status, result.Message);
        Assert.IsFalse(result.Changed);
        Assert.HasCount(1, machine.Commands);
        Assert.AreEqual(CreateProvider().NodeFqdn(host), result.Facts.Fqdn);
    }

    [TestMethod]
    public async Task Check_mode_only_probes()
    {
        var (run, host) = (new NetworkRun(CreateProvider()) { CheckOnly = true }, HostNumber(1));
        var machine = BareMachine(host);

        var result = await run.RunAsync(host, machine);

        Assert.AreEqual(HostStatus.Success, result.Status, result.Message);
        Assert.IsFalse(result.Changed);
        foreach (var script in machine.Scripts)
            Assert.Contains(script.Split(' ')[0], (string[])["preflight", .. Probes]);
    }

    [TestMethod]
    public async Task Check_mode_finds_nothing_to_do_on_a_ready_host()
    {
        var (run, host) = (new NetworkRun(CreateProvider()) { CheckOnly = true }, HostNumber(1));

        Assert.IsFalse((await run.RunAsync(host, ReadyMachine(host))).WouldChange);
    }

    [TestMethod]
    public async Task Secrets_are_only_on_standard_input()
    {
        var provider = CreateProvider();
        var (run, host) = (new NetworkRun(provider), HostNumber(1));
        // A host that repeats all its input and then answers no probe.
        var machine = new ScriptedHost
        {
            OnCommand = (command, _) => Task.FromResult(new CommandResult(1, null, $"you said {string.Join(' ', SecretValues)}", command.Input)),
        };
        foreach (var tried in new[] { machine, Chatty(host) })
        {
            var result = await run.RunAsync(host, tried);

            var seen = new StringBuilder().AppendJoin('\n', run.Logged).Append(result).AppendJoin('\n', result.Steps).Append(provider)
                .AppendJoin('\n', tried.Commands.Select(command => $"{command} {command.CommandLine}")).AppendJoin('\n', tried.Scripts).ToString();
            foreach (var secret in SecretValues)
                Assert.DoesNotContain(secret, seen);
        }
    }

    /// <summary>A new host on which every change fails and repeats the secrets as its reason.</summary>
    protected abstract ScriptedHost Chatty(Host host);

    [TestMethod]
    public void Every_secret_is_declared()
    {
        var declared = CreateProvider().Secrets.Select(secret => secret.Reveal()).ToList();

        foreach (var secret in SecretValues)
            Assert.Contains(secret, declared);
    }

    [TestMethod]
    public async Task Cancellation_reaches_the_host_and_ends_the_run()
    {
        var (run, host) = (new NetworkRun(CreateProvider()), HostNumber(1));
        using var cancel = new CancellationTokenSource();
        run.Connector[host.Id] = new ScriptedHost
        {
            OnCommand = async (_, token) =>
            {
                await cancel.CancelAsync();
                await Task.Delay(Timeout.Infinite, token);
                throw new InvalidOperationException("not cancelled");
            },
        };

        var result = (await run.RunAsync([host], cancel.Token)).Results[0];

        Assert.AreEqual(ErrorCode.Cancelled, result.ErrorCode);
    }

    [TestMethod]
    public async Task A_host_that_the_network_refuses_fails_alone_before_connecting()
    {
        if (UnusableHost is not { } unusable) return;
        var (run, host) = (new NetworkRun(CreateProvider()), HostNumber(1));
        run.Connector[host.Id] = ReadyMachine(host);

        var report = await run.RunAsync([unusable, host], CancellationToken.None);

        Assert.AreEqual(1, report.Succeeded);
        Assert.AreEqual(ErrorCode.ConfigInvalid, report.Results.Single(result => result.HostId == unusable.Id).ErrorCode);
        Assert.DoesNotContain(unusable.Id, run.Connector.Connected);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("status=nonsense")]
    [DataRow("status={}\nclient=/usr/bin/x")]
    [DataRow("status={\"BackendState\":7,\"Self\":[],\"CurrentTailnet\":\"x\"}\nclient=/usr/bin/x\nLoadState=loaded")]
    public async Task Any_answer_of_a_host_gives_a_result_with_a_code(string answer)
    {
        var (run, host) = (new NetworkRun(CreateProvider()), HostNumber(1));
        var machine = Chatty(host);
        foreach (var probe in Probes)
            machine.On(probe, answer);

        var result = await run.RunAsync(host, machine);

        Assert.AreNotEqual(ErrorCode.InternalError, result.ErrorCode, result.Message);
        Assert.IsTrue(result.Status == HostStatus.Success || ErrorCode.All.Contains(result.ErrorCode!));
    }

    [TestMethod]
    public async Task Many_ready_hosts_cost_one_command_each_and_at_most_one_peer_check()
    {
        var provider = CreateProvider();
        var run = new NetworkRun(provider);
        var hosts = Enumerable.Range(1, 5).Select(HostNumber).ToList();
        foreach (var host in hosts) run.Connector[host.Id] = WithPeers(provider, ReadyMachine(host), PeersAnswer(hosts));

        var report = await run.RunAsync(hosts, CancellationToken.None);

        Assert.AreEqual("5 0", $"{report.Succeeded} {report.Changed}", string.Join('\n', report.Results.Select(result => result.Message)));
        Assert.AreEqual("", string.Join('\n', [.. report.Warnings, .. report.Results.SelectMany(result => result.Warnings)]));
        var more = provider.PeersProbe is null ? 0 : 1;
        Assert.HasCount(hosts.Count + more, run.Connector.Connected);
        Assert.AreEqual(hosts.Count + more, hosts.Sum(host => run.Connector[host.Id].Commands.Count));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("status=nonsense")]
    [DataRow("status={}")]
    [DataRow("status={\"Peer\":7,\"Self\":[]}")]
    [DataRow("status={\"Peer\":{\"a\":null,\"b\":{\"ID\":7}},\"Self\":{\"ID\":{}}}")]
    [DataRow("reason=x\ndetail=it does not work")]
    public async Task A_peer_check_never_makes_a_host_fail(string answer)
    {
        var provider = CreateProvider();
        var run = new NetworkRun(provider);
        var hosts = Enumerable.Range(1, 4).Select(HostNumber).ToList();
        foreach (var host in hosts) run.Connector[host.Id] = WithPeers(provider, ReadyMachine(host), answer);

        var report = await run.RunAsync(hosts, CancellationToken.None);

        Assert.AreEqual(4, report.Succeeded, string.Join('\n', report.Results.Select(result => result.Message)));
        Assert.DoesNotContain("unexpected", string.Join('\n', report.Warnings));
    }

    [TestMethod]
    public async Task A_host_that_has_not_joined_leaves_without_a_change_in_one_command()
    {
        var (run, host) = (new NetworkRun(CreateProvider()), HostNumber(1));
        var machine = BareMachine(host);

        var result = await run.LeaveAsync(host, machine);

        Assert.AreEqual((HostStatus.Success, false), (result.Status, result.Changed), result.Message);
        Assert.HasCount(1, machine.Commands);
    }

    [TestMethod]
    public async Task Two_network_nodes_are_not_confused()
    {
        var run = new NetworkRun(CreateProvider());
        var hosts = Enumerable.Range(1, 2).Select(HostNumber).ToList();
        foreach (var host in hosts) run.Connector[host.Id] = ReadyMachine(host);

        var report = await run.RunAsync(hosts, CancellationToken.None);

        Assert.AreEqual(2, report.Succeeded, string.Join('\n', report.Results.Select(result => result.Message)));
        var nodes = report.Results.Select(result => result.Identity.Node).OfType<string>().ToList();
        Assert.HasCount(nodes.Distinct(StringComparer.Ordinal).Count(), nodes);
        Assert.IsTrue(nodes.TrueForAll(node => node.Length > 0));
    }

    private static ScriptedHost WithPeers(INetworkProvider provider, ScriptedHost machine, string answer) =>
        provider.PeersProbe is { } probe ? machine.On(probe.Name, answer) : machine;

    [TestMethod]
    public async Task One_provider_serves_many_hosts_at_once()
    {
        var provider = CreateProvider();
        var run = new NetworkRun(provider);
        var hosts = Enumerable.Range(1, 100).Select(HostNumber).ToList();
        run.Connector.Default = host => WithPeers(provider, ReadyMachine(host), PeersAnswer(hosts));

        var report = await run.RunAsync(hosts, CancellationToken.None);

        Assert.AreEqual(100, report.Succeeded);
        Assert.AreSequenceEqual(hosts.ConvertAll(provider.NodeFqdn), report.Results.Select(result => result.Facts.Fqdn));
    }
}
