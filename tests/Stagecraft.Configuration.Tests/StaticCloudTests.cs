using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Testing.Cloud;

namespace Stagecraft.Configuration.Tests;

[TestClass]
public sealed class StaticCloudTests : CloudProviderContract
{
    [TestMethod]
    [DataRow("{}", "5:7: cloud.providers.static.hosts is required. Set it to a list such as [{id: app-1, publicIp: 203.0.113.7}].")]
    [DataRow("hosts: []", "5:14: cloud.providers.static.hosts has no hosts. Add one, such as {id: app-1, publicIp: 203.0.113.7}.")]
    [DataRow("{hosts: [{id: a}], host: 1}", "5:26: Unknown key 'host' in cloud.providers.static. Did you mean 'hosts'? Known keys: hosts.")]
    [DataRow("hosts: [{id: a}, {id: a}]", "5:24: Duplicate host id 'a'; the first is on line 5. Ids must be unique.")]
    [DataRow("hosts: [{id: a, publicIp: x y}]", "5:33: cloud.providers.static.hosts[0].publicIp is 'x y'. It must be an IPv4 address, an IPv6 address without brackets, or a DNS name, without user or port.")]
    public void A_wrong_list_is_refused_with_its_position(string section, string expected) => Assert.AreEqual(
        $"stagecraft.yml:{expected}",
        Config.Errors($"cloud:\n  provider: static\n  providers:\n    static:\n      {section}\nnetwork: {{provider: none}}").Single());

    [TestMethod]
    public async Task An_environment_is_refused()
    {
        var exception = await Assert.ThrowsExactlyAsync<ConfigurationException>(() => Create().PlanAsync("staging", new NoProgress(), CancellationToken.None));

        Assert.Contains("'staging' cannot be selected", exception.Message);
    }

    protected override ICloudProvider Create() =>
        Config.Read("cloud: {provider: static, providers: {static: {hosts: [{id: b}, {id: a}, {id: B}]}}}\nnetwork: {provider: none}").Cloud!;
}
