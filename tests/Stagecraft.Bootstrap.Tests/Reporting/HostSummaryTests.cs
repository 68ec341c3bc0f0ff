using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap.Tests.Reporting;

/// <summary>The line that people see when a host is done.</summary>
[TestClass]
public sealed class HostSummaryTests
{
    private static readonly StepResult Fine = new("preflight", StepOutcome.Ok, "Ubuntu 22.04");

    [TestMethod]
    public void A_host_that_was_ready_says_so() =>
        Assert.AreEqual("ready, nothing to change", HostSummary.Line(Host(HostStatus.Success, Fine)));

    [TestMethod]
    public void A_host_that_was_made_ready_says_what_was_changed() => Assert.AreEqual(
        "ready, changed docker: install docker.io; network-join: join",
        HostSummary.Line(Host(
            HostStatus.Success,
            Fine,
            new StepResult("docker", StepOutcome.Changed, "install docker.io"),
            new StepResult("network-join", StepOutcome.Changed, "join"))));

    [TestMethod]
    public void A_host_that_was_checked_says_what_would_change() => Assert.AreEqual(
        "would change docker: start docker",
        HostSummary.Line(Host(HostStatus.Success, Fine, new StepResult("docker", StepOutcome.WouldChange, "start docker"))));

    [TestMethod]
    public void A_host_that_failed_says_in_its_step_why() => Assert.AreEqual(
        "failed, docker_verify_failed: It does not answer.",
        HostSummary.Line(Failed(Fine, new StepResult("docker", StepOutcome.Failed, "It does not answer."))));

    [TestMethod]
    public void A_host_that_failed_in_no_step_says_its_message() =>
        Assert.AreEqual("failed, docker_verify_failed: app-1: It went wrong.", HostSummary.Line(Failed(Fine)));

    [TestMethod]
    public void A_host_that_failed_because_of_another_says_the_cause_alone() =>
        Assert.AreEqual("failed, docker_verify_failed: It went wrong.", HostSummary.Line(Failed(Fine) with { Cause = "It went wrong." }));

    [TestMethod]
    [DataRow(1, "1 warning")]
    [DataRow(2, "2 warnings")]
    public void A_host_that_is_ready_with_warnings_says_how_many(int count, string expected)
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
    public void A_host_that_was_cancelled_says_no_more() =>
        Assert.AreEqual("cancelled", HostSummary.Line(Host(HostStatus.Skipped, Fine)));

    [TestMethod]
    public void Only_the_word_of_the_state_is_painted() => Assert.AreEqual(
        "<Ready:ready>, nothing to change",
        HostSummary.Line(Host(HostStatus.Success, Fine), (state, word) => $"<{state}:{word}>"));

    private static HostResult Failed(params StepResult[] steps) =>
        Host(HostStatus.Failed, steps) with { ErrorCode = ErrorCode.DockerVerifyFailed, Message = "app-1: It went wrong." };

    private static HostResult Host(HostStatus status, params StepResult[] steps) => new() { HostId = "1", Name = "app-1", Status = status, Steps = steps };
}
