namespace Stagecraft.Bootstrap.Tests.Platform;

[TestClass]
public sealed class ChangeFailureTests
{
    [TestMethod]
    [DataRow("busy", "host_busy", "holds the package manager's lock")]
    [DataRow("timeout", "timed_out", "timeouts.install")]
    [DataRow("fetch", "network_install_failed", "reaches this address")]
    [DataRow("altered", "network_install_failed", "differ from the archive's index")]
    [DataRow("signature", "network_install_failed", "NO_PUBKEY")]
    [DataRow("clock", "network_install_failed", "timedatectl")]
    [DataRow("key", "network_install_failed", "before you trust this source")]
    [DataRow("killed", "network_install_failed", "journalctl -k")]
    [DataRow("unreadable", "network_install_failed", "_apt")]
    [DataRow("sources", "network_install_failed", "Correct the file named in the error")]
    [DataRow("conflict", "network_install_failed", "Signed-By")]
    [DataRow("changed", "network_install_failed", "--allow-releaseinfo-change")]
    [DataRow("hook", "network_install_failed", "apt.conf.d")]
    [DataRow("removal", "network_install_failed", "apt-get remove PACKAGE...")]
    [DataRow("held", "network_install_failed", "apt-mark unhold NAME")]
    [DataRow("dependencies", "network_install_failed", "--fix-broken")]
    [DataRow("install", "network_install_failed", "Resolve the error above on the host")]
    [DataRow("an unknown word", "network_install_failed", "Resolve the error above on the host")]
    public void Each_reason_has_its_code_and_its_fix(string reason, string code, string remedy)
    {
        var failure = From(new() { ["reason"] = reason, ["detail"] = "E: it went wrong." });

        Assert.AreEqual(code, failure.Code.Id);
        Assert.AreEqual("It did not work: E: it went wrong.", failure.Observed);
        Assert.Contains(remedy, failure.Remedy);
        Assert.AreEqual($"{failure.Observed} {failure.Remedy}", failure.Message);
    }

    [TestMethod]
    [DataRow("removal", "Run 'apt-get remove containerd runc' on the host")]
    [DataRow("held", "Run 'apt-mark unhold containerd runc' on the host")]
    [DataRow("dependencies", "'apt-mark unhold containerd runc'")]
    public void A_fix_names_the_packages(string reason, string remedy) =>
        Assert.Contains(remedy, From(new() { ["reason"] = reason, ["detail"] = "E: no", ["names"] = "containerd runc" }).Remedy);

    [TestMethod]
    public void Without_a_detail_the_last_line_of_standard_error_is_shown()
    {
        var failure = From([], "sh: 12: oops\nsh: 13: tool: not found\n\n");

        Assert.AreEqual("It did not work: sh: 13: tool: not found.", failure.Observed);
        Assert.AreEqual(ErrorCode.NetworkInstallFailed, failure.Code);
    }

    [TestMethod]
    public void Without_any_output_the_exit_status_is_shown() =>
        Assert.AreEqual("It did not work: 'step' ended with exit status 7.", From([]).Observed);

    [TestMethod]
    public void Text_from_the_host_is_made_printable() =>
        Assert.AreEqual("It did not work: a [31mb.", From(new() { ["detail"] = "a\u001b[31mb" }).Observed);

    private static HostFailureException From(Dictionary<string, string> values, string error = "") =>
        ChangeFailure.From(new ScriptAnswer("step", 7, values, error), "It did not work", ErrorCode.NetworkInstallFailed);
}
