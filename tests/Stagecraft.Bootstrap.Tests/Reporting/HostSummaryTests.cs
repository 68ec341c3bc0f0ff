using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap.Tests.Reporting;

/// <summary>The line that is shown when a host has ended.</summary>
[TestClass]
public sealed class HostSummaryTests
{
    private static readonly StepResult Fine = new("preflight", StepOutcome.Ok, "Ubuntu 22.04");

    [TestMethod]
    public void A_host_that_was_ready_is_reported_as_ready() =>
        Assert.AreEqual("ready, nothing to change", HostSummary.Line(Host(HostStatus.Success, Fine)));

    [TestMethod]
    public void A_host_that_became_ready_lists_its_changes() => Assert.AreEqual(
        "ready, changed docker: install docker.io; network-join: join",
        HostSummary.Line(Host(
            HostStatus.Success,
            Fine,
            new StepResult("docker", StepOutcome.Changed, "install docker.io"),
            new StepResult("network-join", StepOutcome.Changed, "join"))));

    [TestMethod]
    public void A_checked_host_lists_what_would_change() => Assert.AreEqual(
        "would change docker: start docker",
        HostSummary.Line(Host(HostStatus.Success, Fine, new StepResult("docker", StepOutcome.WouldChange, "start docker"))));

    [TestMethod]
    public void A_failed_host_shows_the_step_and_the_reason() => Assert.AreEqual(
        "failed, docker_verify_failed (SCB1303): It does not answer.",
        HostSummary.Line(Failed(Fine, new StepResult("docker", StepOutcome.Failed, "It does not answer."))));

    [TestMethod]
    public void A_host_that_failed_outside_a_step_shows_its_message() =>
        Assert.AreEqual("failed, docker_verify_failed (SCB1303): app-1: It went wrong.", HostSummary.Line(Failed(Fine)));

    [TestMethod]
    public void A_duplicate_host_shows_only_the_cause() =>
        Assert.AreEqual("failed, docker_verify_failed (SCB1303): It went wrong.", HostSummary.Line(Failed(Fine) with { Cause = "It went wrong." }));

    [TestMethod]
    [DataRow(1, "1 warning")]
    [DataRow(2, "2 warnings")]
    public void A_ready_host_with_warnings_shows_their_number(int count, string expected)
    {
        string[] warnings = [.. Enumerable.Range(1, count).Select(i => $"Warning {i}.")];
        var changed = new StepResult("docker", StepOutcome.Changed, "start docker");

        Assert.AreEqual($"ready, nothing to change, {expected}", HostSummary.Line(Host(HostStatus.Success, Fine) with { Warnings = warnings }));
        Assert.AreEqual($"ready, changed docker: start docker, {expected}", HostSummary.Line(Host(HostStatus.Success, changed) with { Warnings = warnings }));
        Assert.AreEqual(
            $"would change docker: start docker, {expected}",
            HostSummary.Line(Host(HostStatus.Success, changed with { Outcome = StepOutcome.WouldChange }) with { Warnings = warnings }));
    }

    [TestMethod]
    public void Before_a_report_only_the_changed_steps_are_named()
    {
        var docker = new StepResult("docker", StepOutcome.Changed, "install docker.io");
        var join = new StepResult("network-join", StepOutcome.Changed, "join");
        var begun = new StepResult("docker", StepOutcome.Skipped, "cancelled") { Begun = "install docker.io (begun, not finished)" };

        Assert.AreEqual("ready, changed docker, network-join", HostSummary.Brief(Host(HostStatus.Success, Fine, docker, join)));
        Assert.AreEqual("ready, nothing to change, 1 warning", HostSummary.Brief(Host(HostStatus.Success, Fine) with { Warnings = ["w"] }));
        Assert.AreEqual("would change docker", HostSummary.Brief(Host(HostStatus.Success, Fine, docker with { Outcome = StepOutcome.WouldChange })));
        Assert.AreEqual("skipped, began to change docker", HostSummary.Brief(Host(HostStatus.Skipped, Fine, begun)));
        Assert.AreEqual("skipped", HostSummary.Brief(Host(HostStatus.Skipped, Fine)));
        Assert.AreEqual("failed, docker_verify_failed (SCB1303): app-1: It went wrong.", HostSummary.Brief(Failed(Fine)));
    }

    [TestMethod]
    public void A_cancelled_host_shows_nothing_more() =>
        Assert.AreEqual("skipped", HostSummary.Line(Host(HostStatus.Skipped, Fine)));

    [TestMethod]
    public void Only_the_word_for_the_status_has_a_color() => Assert.AreEqual(
        "<Ready:ready>, nothing to change",
        HostSummary.Line(Host(HostStatus.Success, Fine), (state, word) => $"<{state}:{word}>"));

    private static HostResult Failed(params StepResult[] steps) =>
        Host(HostStatus.Failed, steps) with { ErrorCode = ErrorCode.DockerVerifyFailed, Message = "app-1: It went wrong." };

    private static HostResult Host(HostStatus status, params StepResult[] steps) => new() { HostId = "1", Name = "app-1", Status = status, Steps = steps };
}
