using Stagecraft.Bootstrap;
using Stagecraft.Testing;

namespace Stagecraft.Providers.Tests.Network;

[TestClass]
public sealed class NoNetworkTests : NetworkProviderContract
{
    protected override IReadOnlyList<string> SecretValues => [];

    protected override Host? UnusableHost => null;

    protected override IReadOnlyList<string> Probes => [];

    protected override INetworkProvider CreateProvider() => new NoNetwork();

    protected override ScriptedHost ReadyMachine(Host host) => NetworkRun.Machine();

    protected override ScriptedHost BareMachine(Host host) => NetworkRun.Machine();

    protected override ScriptedHost Chatty(Host host) => NetworkRun.Machine();

    [TestMethod]
    public void A_host_has_no_network_name() => Assert.IsNull(new NoNetwork().NodeFqdn(HostNumber(1)));
}
