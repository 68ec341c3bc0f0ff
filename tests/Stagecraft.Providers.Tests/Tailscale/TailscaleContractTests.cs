using Stagecraft.Bootstrap;
using Stagecraft.Providers.Tests.Network;
using Stagecraft.Testing;

namespace Stagecraft.Providers.Tests.Tailscale;

[TestClass]
public sealed class TailscaleContractTests : NetworkProviderContract
{
    protected override IReadOnlyList<string> SecretValues => [TailscaleConfig.Key];

    protected override Host? UnusableHost => new() { Id = "id-000", Name = "app_1.example", PublicIp = "203.0.113.8" };

    protected override IReadOnlyList<string> Probes => ["tailscale-detect", "tailscale-await", "tailscale-path", "tailscale-control", "tailscale-lock", "tailscale-tun", "tailscale-peers"];

    protected override INetworkProvider CreateProvider() => TailscaleConfig.Provider();

    protected override ScriptedHost ReadyMachine(Host host) => NetworkRun.Machine()
        .On("tailscale-detect", Fixture.Detected("running")
            .Replace("app-1", host.Name, StringComparison.Ordinal)
            .Replace("nWxyzCNTRL", NodeOf(host), StringComparison.Ordinal));

    protected override string PeersAnswer(IReadOnlyList<Host> hosts) => $"ids={string.Join(',', hosts.Select(NodeOf))},";

    protected override ScriptedHost BareMachine(Host host) => NetworkRun.Machine()
        .On("tailscale-detect", "LoadState=not-found");

    protected override ScriptedHost Chatty(Host host)
    {
        var machine = BareMachine(host);
        foreach (var change in (string[])["install", "start", "up", "login", "retag", "reauth", "rejoin", "rename"])
            machine.On($"tailscale-{change}", $"reason=login\ndetail=no such key {TailscaleConfig.Key}", exit: 1, error: TailscaleConfig.Key);
        return machine;
    }

    // Hosts that report the same id count as one node.
    private static string NodeOf(Host host) => $"n{host.Id.Replace("-", "", StringComparison.Ordinal)}CNTRL";
}
