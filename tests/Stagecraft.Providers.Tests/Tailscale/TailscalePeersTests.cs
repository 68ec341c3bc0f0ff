using Stagecraft.Bootstrap;
using Stagecraft.Providers.Tests.Network;

namespace Stagecraft.Providers.Tests.Tailscale;

/// <summary>What one ready host shows of the others. A policy can hide nodes by their tags. A server that has deleted a node hides only that node.</summary>
[TestClass]
public sealed class TailscalePeersTests
{
    [TestMethod]
    public async Task Hosts_that_see_each_other_have_no_warning() =>
        AssertUnseen(await RunAsync("n1,n2,n3,", Of("web", 1), Of("web", 2), Of("web", 3)));

    [TestMethod]
    public async Task A_hidden_host_among_visible_ones_with_its_tags_has_a_warning()
    {
        var report = await RunAsync("n1,n2,n4,", Of("web", 1), Of("web", 2), Of("web", 3), Of("web", 4));

        AssertUnseen(report, "web-3");
        var warning = report.Results.SelectMany(result => result.Warnings).Single();
        Assert.StartsWith("The node web-1 does not see this node", warning);
        Assert.Contains("admin console", warning);
        Assert.Contains("If web-3 is missing there", warning);
        Assert.AreEqual(4, report.Succeeded);
    }

    [TestMethod]
    public async Task If_the_policy_hides_all_hosts_with_a_tag_none_has_a_warning() =>
        AssertUnseen(await RunAsync("n1,n2,", Of("web", 1), Of("web", 2), Of("db", 3), Of("db", 4)));

    [TestMethod]
    public async Task Other_tags_of_visible_hosts_give_no_warning() =>
        AssertUnseen(await RunAsync("n1,n2,n4,", Of("web", 1), Of("web", 2), Of("db", 3), Of("web", 4)));

    [TestMethod]
    public async Task The_probed_host_does_not_prove_that_its_tags_are_visible() =>
        AssertUnseen(await RunAsync("n1,", Of("web", 1), Of("web", 2), Of("web", 3)));

    [TestMethod]
    public async Task Hosts_without_tags_are_compared_with_each_other() =>
        AssertUnseen(await RunAsync("n1,n2,", Of(null, 1), Of(null, 2), Of(null, 3)), "app-3");

    [TestMethod]
    public async Task An_id_with_the_prefix_of_another_is_different() =>
        AssertUnseen(await RunAsync("n1,n2,n33,", Of("web", 1), Of("web", 2), Of("web", 3)), "web-3");

    [TestMethod]
    public async Task On_Headscale_the_warning_names_its_command()
    {
        var report = await RunAsync("n1,n2,", [("login_server", "https://headscale.example.com")], Of("web", 1), Of("web", 2), Of("web", 3));

        Assert.Contains("Check 'headscale nodes list'", report.Results.SelectMany(result => result.Warnings).Single());
    }

    [TestMethod]
    public async Task Only_one_host_is_probed()
    {
        var run = Run("n1,n2,n3,", [], Of("web", 1), Of("web", 2), Of("web", 3));

        await run.RunAsync([Of("web", 1), Of("web", 2), Of("web", 3)], CancellationToken.None);

        Assert.AreEqual("2 1 1", string.Join(' ', ((string[])["1", "2", "3"]).Select(id => run.Connector[id].Commands.Count)));
    }

    private static Host Of(string? role, int number) => new() { Id = $"{number}", Name = $"{role ?? "app"}-{number}", Role = role, PublicIp = $"203.0.113.{number}" };

    private static Task<BootstrapReport> RunAsync(string ids, params Host[] hosts) => RunAsync(ids, [], hosts);

    private static Task<BootstrapReport> RunAsync(string ids, (string, object)[] settings, params Host[] hosts) => Run(ids, settings, hosts).RunAsync(hosts, CancellationToken.None);

    private static NetworkRun Run(string ids, (string, object)[] settings, params Host[] hosts)
    {
        // Every host here has the fixture's tags. Without them, hosts of a role have no tags.
        (string, object)[] roles =
        [
            ("default_tags", Array.Empty<string>()), .. settings,
            ("role_tags", ((string, object)[])[("web", (string[])["tag:app"]), ("db", (string[])["tag:stagecraft"])]),
        ];
        var run = new NetworkRun(TailscaleConfig.Provider(roles));
        foreach (var host in hosts)
        {
            var ready = Fixture.Detected("running").Replace("app-1", host.Name, StringComparison.Ordinal).Replace("nWxyzCNTRL", $"n{host.Id}", StringComparison.Ordinal);
            run.Connector[host.Id] = Node.Machine(ready).On("tailscale-peers", $"ids={ids}");
        }

        return run;
    }

    private static void AssertUnseen(BootstrapReport report, params string[] names)
    {
        Assert.AreEqual(report.Results.Count, report.Succeeded, string.Join('\n', report.Results.Select(result => result.Message)));
        Assert.IsEmpty(report.Warnings);
        Assert.AreSequenceEqual(names, report.Results.Where(result => result.Warnings.Count > 0).Select(result => result.Name));
    }
}
