using Stagecraft.Bootstrap.Tests.Engine;

namespace Stagecraft.Bootstrap.Tests.Hosts;

[TestClass]
public sealed class HostListTests
{
    [TestMethod]
    public void Hosts_are_sorted_by_id_in_ordinal_order() =>
        Assert.AreEqual("-1 10 9 A Z _ a é", string.Join(' ', HostList.Sort(EngineRun.Hosts("a", "é", "Z", "_", "10", "-1", "A", "9")).Select(host => host.Id)));

    [TestMethod]
    public void Ids_that_differ_in_case_are_different_hosts() => Assert.HasCount(2, HostList.Sort(EngineRun.Hosts("a", "A")));

    [TestMethod]
    public void Every_duplicate_is_named_once()
    {
        var exception = Assert.ThrowsExactly<ConfigurationException>(() => HostList.Sort(EngineRun.Hosts("b", "a", "b", "c", "a", "b")));

        Assert.StartsWith("Host id 'a', 'b' occurs more than once.", exception.Message);
    }

    [TestMethod]
    public void The_name_of_a_duplicate_is_printable()
    {
        var exception = Assert.ThrowsExactly<ConfigurationException>(() => HostList.Sort(EngineRun.Hosts("a\n", "a\n")));

        Assert.StartsWith("Host id 'a' occurs", exception.Message);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("\t")]
    public void A_host_needs_an_id(string? id)
    {
        var exception = Assert.ThrowsExactly<ConfigurationException>(() => HostList.Sort(EngineRun.Hosts("a", id!)));

        Assert.StartsWith("A host has an empty id.", exception.Message);
    }

    [TestMethod]
    public void A_host_without_a_name_uses_its_id()
    {
        Assert.AreEqual("i-1", new Host { Id = "i-1" }.Name);
        Assert.AreEqual("app", new Host { Id = "i-1", Name = "app" }.Name);
        Assert.IsEmpty(new Host { Id = "i-1" }.Tags);
    }
}
