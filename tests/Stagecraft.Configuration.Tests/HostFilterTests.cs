using Stagecraft.Application;
using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration.Tests;

[TestClass]
public sealed class HostFilterTests
{
    private static readonly CloudPlan All = new(
        [
            new Host { Id = "11", Name = "app-1", Role = "app" },
            new Host { Id = "12", Name = "app-2", Role = "app" },
            new Host { Id = "20", Name = "db" },
        ],
        ["web-1"]);

    [TestMethod]
    [DataRow("11", "11")]
    [DataRow("app-2", "12")]
    [DataRow("app", "11 12")]
    [DataRow("app-*", "11 12")]
    [DataRow("d?", "20")]
    [DataRow("db, 11", "11 20")]
    [DataRow("*", "11 12 20 web-1")]
    [DataRow("web-*", "web-1")]
    public void Ids_names_and_roles_select_hosts(string limit, string expected)
    {
        var picked = HostFilter.Apply(All, [limit]);

        Assert.AreEqual(expected, string.Join(' ', picked.Existing.Select(host => host.Id).Concat(picked.ToCreate)));
    }

    [TestMethod]
    public void Without_a_limit_every_host_is_selected() => Assert.AreSame(All, HostFilter.Apply(All, []));

    [TestMethod]
    [DataRow("app-3", "--limit 'app-3' matches no host. Hosts: app-1, app-2, db, web-1. Roles: app. Did you mean 'app'?")]
    [DataRow("app-1,APP", "--limit 'APP' matches no host. Hosts: app-1, app-2, db, web-1. Roles: app. Did you mean 'app'?")]
    [DataRow("", "--limit is empty or has an empty part. Use host ids, names or roles, or omit --limit to select all hosts.")]
    [DataRow("app-1,", "--limit is empty or has an empty part. Use host ids, names or roles, or omit --limit to select all hosts.")]
    public void A_limit_that_matches_nothing_is_an_error(string limit, string expected) =>
        Assert.AreEqual(expected, Assert.ThrowsExactly<ConfigurationException>(() => HostFilter.Apply(All, [limit])).Message);

    [TestMethod]
    public void The_list_of_existing_values_stays_short()
    {
        var many = new CloudPlan([.. Enumerable.Range(100, 500).Select(i => new Host { Id = $"host-{i}" })], []);

        var message = Assert.ThrowsExactly<ConfigurationException>(() => HostFilter.Apply(many, ["zzz"])).Message;

        Assert.EndsWith("host-119 and 480 more.", message);
    }
}
