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
    public async Task Ids_names_and_roles_select_hosts(string limit, string expected)
    {
        var picked = (await FilterAsync(limit)).Select(All);

        Assert.AreEqual(expected, string.Join(' ', picked.Existing.Select(host => host.Id).Concat(picked.ToCreate)));
    }

    [TestMethod]
    public async Task Without_a_limit_every_host_is_selected() => Assert.AreSame(All, (await HostFilter.ReadAsync([], "--limit", NoReport)).Select(All));

    [TestMethod]
    [DataRow("app-3", "--limit 'app-3' matches no host. Hosts: app-1, app-2, db, web-1. Roles: app. Did you mean 'app'?")]
    [DataRow("app-1,APP", "--limit 'APP' matches no host. Hosts: app-1, app-2, db, web-1. Roles: app. Did you mean 'app'?")]
    [DataRow("", "--limit is empty or has an empty part. Use host ids, names or roles.")]
    [DataRow("app-1,", "--limit is empty or has an empty part. Use host ids, names or roles.")]
    [DataRow("@failed:", "--limit '@failed:' names no file. Name the JSON report of a run, such as @failed:report.json.")]
    public async Task A_limit_that_matches_nothing_is_an_error(string limit, string expected) =>
        Assert.AreEqual(expected, (await Assert.ThrowsExactlyAsync<ConfigurationException>(async () => (await FilterAsync(limit)).Select(All))).Message);

    [TestMethod]
    [DataRow("db", "11 12 web-1")]
    [DataRow("app", "20 web-1")]
    [DataRow("web-*,11", "12 20")]
    [DataRow("*", "")]
    public async Task Excluded_hosts_are_left_out(string exclude, string expected) =>
        Assert.AreEqual(expected, Ids((await FilterAsync(exclude)).Exclude(All, All)));

    [TestMethod]
    public async Task An_excluded_host_need_not_be_selected()
    {
        var selected = (await FilterAsync("app")).Select(All);

        Assert.AreEqual("11 12", Ids((await FilterAsync("db")).Exclude(All, selected)));
        var filter = await HostFilter.ReadAsync(["dbb"], "--exclude", NoReport);
        Assert.StartsWith("--exclude 'dbb' matches no host.", Assert.ThrowsExactly<ConfigurationException>(() => filter.Exclude(All, selected)).Message);
    }

    [TestMethod]
    public async Task Failed_hosts_of_a_report_are_selected_by_id()
    {
        var report = Report(("11", HostStatus.Success), ("12", HostStatus.Failed), ("20", HostStatus.Skipped), ("web-1", HostStatus.Failed));
        var filter = await HostFilter.ReadAsync(["@failed:r.json"], "--limit", file => Task.FromResult(file == "r.json" ? report : throw new InvalidOperationException(file)));

        Assert.AreEqual("12 20 web-1", Ids(filter.Select(All)));
        Assert.IsEmpty(filter.WithoutFailures);
    }

    [TestMethod]
    public async Task A_report_without_failed_hosts_selects_none()
    {
        var filter = await HostFilter.ReadAsync(["@failed:r.json"], "--limit", _ => Task.FromResult(Report(("11", HostStatus.Success))));

        Assert.AreEqual("", Ids(filter.Select(All)));
        Assert.AreSequenceEqual(["@failed:r.json"], [.. filter.WithoutFailures]);
    }

    [TestMethod]
    public async Task A_report_of_other_hosts_is_an_error()
    {
        var filter = await HostFilter.ReadAsync(["@failed:r.json"], "--limit", _ => Task.FromResult(Report(("99", HostStatus.Failed))));

        Assert.AreEqual(
            "--limit '@failed:r.json': the failed host '99' of that report is not one of the hosts. Use the report of a run with the same hosts.",
            Assert.ThrowsExactly<ConfigurationException>(() => filter.Select(All)).Message);
    }

    [TestMethod]
    public async Task The_list_of_existing_values_stays_short()
    {
        var many = new CloudPlan([.. Enumerable.Range(100, 500).Select(i => new Host { Id = $"host-{i}" })], []);

        var filter = await FilterAsync("zzz");
        var message = Assert.ThrowsExactly<ConfigurationException>(() => filter.Select(many)).Message;

        Assert.EndsWith("host-119 and 480 more.", message);
    }

    private static Task<HostFilter> FilterAsync(string text) => HostFilter.ReadAsync([text], "--limit", NoReport);

    private static Task<BootstrapReport> NoReport(string file) => throw new InvalidOperationException(file);

    private static string Ids(CloudPlan plan) => string.Join(' ', plan.Existing.Select(host => host.Id).Concat(plan.ToCreate));

    private static BootstrapReport Report(params (string Id, HostStatus Status)[] hosts) =>
        new(CheckOnly: false, [.. hosts.Select(host => new HostResult { HostId = host.Id, Name = host.Id, Status = host.Status })], []);
}
