using Stagecraft.Bootstrap.Reports;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Engine;

/// <summary>Taking hosts out of their network: the same run with other steps.</summary>
[TestClass]
public sealed class LeaveTests
{
    private static ScriptedHost Joined => new ScriptedHost().On("preflight", HostAnswers.Preflight).On(FakeNetwork.Probe, "joined=yes").On(FakeNetwork.Leave);

    private static ScriptedHost NotJoined => new ScriptedHost().On("preflight", HostAnswers.Preflight).On(FakeNetwork.Probe, "joined=no");

    [TestMethod]
    public async Task A_host_leaves_and_Docker_is_not_probed()
    {
        var scripted = Joined;

        var report = await LeaveAsync(scripted);

        var result = report.Results.Single();
        Assert.IsTrue(report.IsLeave);
        Assert.AreEqual("connect=Ok preflight=Ok network-leave=Changed", result.Sequence());
        Assert.AreEqual("leave the fake network", result.Step("network-leave").Detail);
        Assert.AreSequenceEqual(["preflight", FakeNetwork.Probe + " h1", FakeNetwork.Leave], scripted.Scripts);
        Assert.AreEqual((HostStatus.Success, true, null), (result.Status, result.Changed, result.Facts.Fqdn));
        Assert.AreEqual("not joined, changed network-leave: leave the fake network", HostSummary.Line(result));
        Assert.AreEqual("1 host: 1 not joined, 0 failed, 0 skipped; 1 changed.", ReportCounts.Sentence(report));
    }

    [TestMethod]
    public async Task A_host_that_is_not_in_the_network_is_not_changed()
    {
        var scripted = NotJoined;

        var result = (await LeaveAsync(scripted)).Results.Single();

        Assert.AreEqual("connect=Ok preflight=Ok network-leave=Ok", result.Sequence());
        Assert.AreEqual("not in the network", result.Step("network-leave").Detail);
        Assert.HasCount(1, scripted.Commands);
        Assert.AreEqual("not joined, nothing to change", HostSummary.Line(result));
    }

    [TestMethod]
    public async Task Check_mode_only_probes()
    {
        var scripted = Joined;

        var report = await LeaveAsync(scripted, options: new() { CheckOnly = true });

        Assert.AreSequenceEqual(["preflight", FakeNetwork.Probe + " h1"], scripted.Scripts);
        Assert.AreEqual("would change network-leave: leave the fake network (it has joined)", HostSummary.Line(report.Results.Single()));
        Assert.AreEqual("1 host checked: 0 not joined, 1 would change, 0 failed, 0 skipped. Nothing was changed.", ReportCounts.Sentence(report));
    }

    // Nothing is installed, so the state of packages does not matter.
    [TestMethod]
    [DataRow("dpkg=interrupted")]
    [DataRow("earlier=running")]
    public async Task Package_operations_are_left_alone(string answer)
    {
        var scripted = new ScriptedHost().On("preflight", $"{HostAnswers.Preflight}\n{answer}").On(FakeNetwork.Probe, "joined=no");

        var result = (await LeaveAsync(scripted)).Results.Single();

        Assert.AreEqual("connect=Ok preflight=Ok network-leave=Ok", result.Sequence());
        Assert.IsFalse(result.Changed);
    }

    [TestMethod]
    public async Task A_host_that_fails_does_not_affect_others()
    {
        var connector = new ScriptedConnector { ["a"] = Joined, ["c"] = NotJoined };
        connector["b"] = new ScriptedHost().On("preflight", HostAnswers.Preflight).On(FakeNetwork.Probe, "joined=yes").On(FakeNetwork.Leave, "reason=x\ndetail=no", exit: 1);

        var report = await Eventually.EndsAsync(new BootstrapEngine(connector, new FakeNetwork()).LeaveAsync(EngineRun.Hosts("c", "b", "a")));

        Assert.AreEqual("a b c", report.Results.Ids());
        Assert.AreEqual("2 1", $"{report.Succeeded} {report.Failed}");
        Assert.AreEqual(ErrorCode.NetworkLeaveFailed, report.Results[1].ErrorCode);
        Assert.AreEqual("leave the fake network (begun, not finished)", report.Results[1].Step("network-leave").Begun);
        Assert.Contains("Not finished:\n", TextReport.Write(report));
    }

    [TestMethod]
    public async Task A_provider_that_does_not_support_it_says_so()
    {
        var result = (await LeaveAsync(new ScriptedHost().On("preflight", HostAnswers.Preflight), new WarningNetwork())).Results.Single();

        Assert.AreEqual(ErrorCode.NetworkLeaveFailed, result.ErrorCode);
        Assert.AreEqual("The network provider cannot take a host out of its network.", result.Cause);
    }

    [TestMethod]
    public async Task Without_a_network_there_is_nothing_to_leave()
    {
        var result = (await LeaveAsync(new ScriptedHost().On("preflight", HostAnswers.Preflight), new NoNetwork())).Results.Single();

        Assert.AreEqual("no network is configured", result.Step("network-leave").Detail);
    }

    [TestMethod]
    public async Task A_canceled_leave_reports_every_host()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        var report = await LeaveAsync(Joined, cancellationToken: cancellation.Token);

        Assert.IsTrue(report.IsLeave);
        Assert.AreEqual("connect=Skipped preflight=Skipped network-leave=Skipped", report.Results.Single().Sequence());
        Assert.AreEqual("Run leave again.", report.Results.Single().Remedy);
    }

    [TestMethod]
    public async Task The_JSON_report_of_a_leave_reads_back_as_one()
    {
        var report = await LeaveAsync(Joined);

        var text = JsonReport.Write(report);
        var read = JsonReportReader.Read(text);

        Assert.StartsWith("{\n  \"schemaVersion\": 1,\n  \"check\": false,\n  \"leave\": true,\n", text);
        Assert.IsTrue(read.IsLeave);
        foreach (var format in Enum.GetValues<ReportFormat>()) Assert.AreEqual(Text(report, format), Text(read, format));
    }

    [TestMethod]
    public async Task A_report_with_steps_of_another_kind_is_refused()
    {
        var text = JsonReport.Write(await LeaveAsync(Joined)).Replace("\"leave\": true,", "\"leave\": false,", StringComparison.Ordinal);

        Assert.AreEqual(
            "hosts[0].steps must be connect, preflight, docker, network-install, network-join.",
            Assert.ThrowsExactly<FormatException>(() => JsonReportReader.Read(text)).Message);
    }

    [TestMethod]
    public async Task Every_format_names_the_kind_of_the_run()
    {
        var report = await LeaveAsync(Joined);

        Assert.StartsWith("## Network leave\n", MarkdownReport.Write(report));
        Assert.Contains("<title>Network leave</title>", HtmlReport.Write(report));
        Assert.Contains("name=\"stagecraft-bootstrap leave\"", JUnitReport.Write(report));
        foreach (var format in Enum.GetValues<ReportFormat>())
            Assert.DoesNotContain(" ready", Text(report, format).Split("</style>")[^1], format.ToString());
    }

    private static string Text(BootstrapReport report, ReportFormat format)
    {
        using var text = new StringWriter();
        report.Write(format, text);
        return text.ToString();
    }

    private static Task<BootstrapReport> LeaveAsync(ScriptedHost scripted, INetworkProvider? network = null, BootstrapOptions? options = null, CancellationToken cancellationToken = default)
    {
        var engine = new BootstrapEngine(new ScriptedConnector { ["h1"] = scripted }, network ?? new FakeNetwork(), options ?? new());
        return Eventually.EndsAsync(engine.LeaveAsync([EngineRun.Host("h1", "app-1")], cancellationToken));
    }
}
