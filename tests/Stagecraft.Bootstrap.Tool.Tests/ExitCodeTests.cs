using System.Reflection;

namespace Stagecraft.Bootstrap.Tool.Tests;

[TestClass]
public sealed class ExitCodeTests
{
    private static readonly HostResult Ready = new() { HostId = "a", Name = "a", Status = HostStatus.Success };
    private static readonly HostResult WouldChange = Ready with { Steps = [new StepResult("docker", StepOutcome.WouldChange, "start docker")] };
    private static readonly HostResult Failed = Ready with { Status = HostStatus.Failed, ErrorCode = ErrorCode.SshUnreachable };
    private static readonly HostResult Cancelled = Ready with { Status = HostStatus.Skipped, ErrorCode = ErrorCode.Cancelled };

    [TestMethod]
    public void The_numbers_are_a_contract()
    {
        var numbers = typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{field.Name}={field.GetRawConstantValue()}");

        Assert.AreEqual("Ready=0 Configuration=1 CloudProvider=2 Failure=3 HostFailed=10 WouldChange=11 Cancelled=130", string.Join(' ', numbers));
    }

    [TestMethod]
    public void The_more_severe_outcome_decides()
    {
        Assert.AreEqual(0, Of(Ready));
        Assert.AreEqual(11, Of(Ready, WouldChange));
        Assert.AreEqual(10, Of(Ready, WouldChange, Failed));
        Assert.AreEqual(130, Of(Ready, WouldChange, Failed, Cancelled));
    }

    [TestMethod]
    public void A_warning_does_not_change_the_exit_code() =>
        Assert.AreEqual(0, ExitCode.Of(new BootstrapReport(CheckOnly: false, [Ready with { Warnings = ["a", "b"] }], ["c"]), hostsMissing: false));

    [TestMethod]
    public void A_host_to_create_is_a_change() =>
        Assert.AreEqual(11, ExitCode.Of(new BootstrapReport(CheckOnly: true, [Ready], []), hostsMissing: true));

    private static int Of(params HostResult[] results) => ExitCode.Of(new BootstrapReport(CheckOnly: true, results, []), hostsMissing: false);
}
