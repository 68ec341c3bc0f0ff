using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap.Tests.Reporting;

[TestClass]
public sealed class ChangeGroupTests
{
    [TestMethod]
    [DataRow("join example.ts.net as {0}", "join example.ts.net as NAME")]
    [DataRow("join example.ts.net as {0} (it is not logged in)", "join example.ts.net as NAME (it is not logged in)")]
    public void Changes_that_differ_only_in_the_host_name_are_equal(string detail, string expected)
    {
        HostResult[] hosts = [Host("app-1", detail), Host("app-2", detail)];

        var group = ChangeGroup.Of(new BootstrapReport(CheckOnly: true, hosts, [])).Single();

        Assert.AreEqual($"network-join: {expected}", group.Changes);
        Assert.HasCount(2, group.Hosts);
    }

    [TestMethod]
    public void A_change_on_one_host_keeps_the_host_name()
    {
        var group = ChangeGroup.Of(new BootstrapReport(CheckOnly: true, [Host("app-1", "join example.ts.net as {0}")], [])).Single();

        Assert.AreEqual("network-join: join example.ts.net as app-1", group.Changes);
    }

    private static HostResult Host(string name, string detail) => new()
    {
        HostId = name,
        Name = name,
        Status = HostStatus.Success,
        Steps = [new StepResult("network-join", StepOutcome.WouldChange, string.Format(null, detail, name))],
    };
}
