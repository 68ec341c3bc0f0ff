namespace Stagecraft.Bootstrap.Tests.Remote;

/// <summary>The failure that is reported for a host that did not answer.</summary>
[TestClass]
public sealed class RemoteAnswersTests
{
    [TestMethod]
    public void A_command_that_the_host_ends_at_the_limit_times_out()
    {
        var failure = Fails(new CommandResult(124, null, "@@stagecraft begin probe\n", ""));

        Assert.AreEqual(ErrorCode.TimedOut, failure.Code);
        Assert.AreEqual("'probe' did not end within 60 s.", failure.Observed);
        Assert.Contains("infra.bootstrap.timeouts", failure.Remedy);
    }

    [TestMethod]
    [DataRow(137, null)]
    [DataRow(null, "KILL")]
    public void A_command_that_is_killed_times_out(int? exit, string? signal)
    {
        var failure = Fails(new CommandResult(exit, signal, "@@stagecraft begin probe\n", ""));

        Assert.AreEqual(ErrorCode.TimedOut, failure.Code);
        Assert.AreEqual("'probe' was killed on the host: it exceeded its limit of 60 s, or the host ran out of memory.", failure.Observed);
    }

    // uutils before 0.8.
    [TestMethod]
    [DataRow("")]
    [DataRow("sudo: unable to resolve host app-1: Name or service not known\n")]
    public void A_timeout_that_ends_with_125_and_no_message_times_out(string error) =>
        Assert.AreEqual(ErrorCode.TimedOut, Fails(new CommandResult(125, null, "@@stagecraft begin probe\n", error)).Code);

    [TestMethod]
    [DataRow(125, "timeout: fork system call failed: Resource temporarily unavailable\n", "The host could not start 'probe': timeout: fork system call failed: Resource temporarily unavailable")]
    [DataRow(126, "timeout: failed to run command 'sh': Permission denied\n", "The host did not run the script 'probe' (exit 126). Output: timeout: failed to run command 'sh': Permission denied")]
    [DataRow(127, "sh: 1: timeout: not found\n", "The host did not run the script 'probe' (exit 127). Output: sh: 1: timeout: not found")]
    public void A_command_that_does_not_start_does_not_time_out(int exit, string error, string observed)
    {
        var failure = Fails(new CommandResult(exit, null, "", error));

        Assert.AreEqual(ErrorCode.HostUnsupported, failure.Code);
        Assert.AreEqual(observed, failure.Observed);
    }

    [TestMethod]
    [DataRow("sudo: a password is required\n")]
    [DataRow("sudo: unable to resolve host app-1: Name or service not known\nsudo: a password is required\n")]
    [DataRow("sudo: a password is required\nsudo: unable to resolve host app-1: Name or service not known\n")]
    [DataRow("sudo: interactive authentication is required\n", DisplayName = "sudo-rs")]
    [DataRow("sudo: I'm sorry deploy. I'm afraid I can't do that\n", DisplayName = "sudo-rs, not in sudoers")]
    [DataRow("Sorry, user deploy is not allowed to execute '/usr/bin/timeout -k 5 60 sh -s' as root on app-1.\n")]
    public void A_refused_sudo_gets_the_line_that_fixes_it(string error)
    {
        var failure = Fails(new CommandResult(1, null, "", error));

        Assert.AreEqual(ErrorCode.HostNoPrivilege, failure.Code);
        Assert.Contains("'deploy' cannot become root without a password (", failure.Observed);
        Assert.DoesNotContain("unable to resolve host", failure.Observed);
        Assert.Contains("'deploy ALL=(ALL) NOPASSWD:ALL' to /etc/sudoers.d/stagecraft", failure.Remedy);
    }

    // The output of sshd's 'passwd' on Debian and Ubuntu, which runs in place of the command, and the output of sudo.
    [TestMethod]
    [DataRow("WARNING: Your password has expired.\nPassword change required but no TTY available.\n", "Password change required but no TTY available.")]
    [DataRow("You are required to change your password immediately (administrator enforced).\nPassword change required but no TTY available.\n", "Password change required but no TTY available.")]
    [DataRow("sudo: Account or password is expired, reset your password and try again\nsudo: a password is required\n", "sudo: Account or password is expired, reset your password and try again")]
    public void An_expired_password_is_named(string error, string line)
    {
        var failure = Fails(new CommandResult(1, null, "", error));

        Assert.AreEqual(ErrorCode.SshAuthFailed, failure.Code);
        Assert.AreEqual($"The password of 'deploy' has expired, so the host does not run commands: \"{line}\"", failure.Observed);
        Assert.Contains("chage -d -1 deploy", failure.Remedy);
    }

    [TestMethod]
    [DataRow("", "Your password has expired.")]
    [DataRow("Password change required but no TTY available.\n", "Password change required but no TTY available.")]
    public void An_expired_password_is_named_from_either_stream(string error, string line) => Assert.AreEqual(
        $"The password of 'deploy' has expired, so the host does not run commands: \"{line}\"",
        Fails(new CommandResult(1, null, "Your password has expired.\n", error)).Observed);

    [TestMethod]
    [DataRow("sudo: a password is required\n", true)]
    [DataRow("sudo: interactive authentication is required\n", true, DisplayName = "sudo-rs")]
    [DataRow("Sorry, user deploy is not allowed to execute '/usr/bin/timeout -k 5 60 sh -s' as root on app-1.\n", false)]
    public void A_password_that_is_required_and_not_configured_has_a_setting(string error, bool named) =>
        Assert.AreEqual(named, Fails(new CommandResult(1, null, "", error)).Remedy.Contains("set infra.bootstrap.ssh.sudoPasswordEnv", StringComparison.Ordinal));

    // Recorded from sudo 1.9.16 and sudo-rs 0.2.15, with a password on their input.
    [TestMethod]
    [DataRow("Sorry, try again.\n\nsudo: no password was provided\nsudo: 1 incorrect password attempt\n", "sudo did not accept the password of 'deploy' (sudo: 1 incorrect password attempt). It was tried once.", "sudoPasswordEnv or sudoPasswordFile")]
    [DataRow("sudo: Authentication failed, try again.\nsudo: Authentication required but not attempted\n", "sudo did not accept the password of 'deploy' (sudo: Authentication failed, try again.). It was tried once.", "faillock --user deploy")]
    [DataRow("sudo: maximum 1 incorrect authentication attempts\n", "sudo did not accept the password of 'deploy' (sudo: maximum 1 incorrect authentication attempts). It was tried once.", "sudoPasswordEnv")]
    [DataRow("deploy is not in the sudoers file.\nThis incident has been reported to the administrator.\n", "'deploy' may not become root with sudo (deploy is not in the sudoers file.).", "'deploy ALL=(ALL) ALL'")]
    [DataRow("Sorry, user deploy is not allowed to execute '/usr/bin/timeout -k 5 5 sh /proc/16/fd/0' as root on vm.\n", "'deploy' may not become root with sudo (Sorry, user deploy is not allowed to execute '/usr/bin/timeout -k 5 5 sh /proc/16/fd/0' as root on vm.).", "'deploy ALL=(ALL) ALL'")]
    [DataRow("sudo: I'm sorry deploy. I'm afraid I can't do that\n", "'deploy' may not become root with sudo (sudo: I'm sorry deploy. I'm afraid I can't do that).", "'deploy ALL=(ALL) ALL'")]
    [DataRow("sudo: Account or password is expired, reset your password and try again\nChanging password for deploy.\n[sudo] password for %p: \nsudo: no password was provided\nsudo: unable to change expired password: Authentication token manipulation error\nsudo: a password is required\n", "The password of 'deploy' has expired, so sudo does not accept it (sudo: unable to change expired password: Authentication token manipulation error).", "chage -d -1 deploy")]
    [DataRow("sudo: PAM error: Authentication token manipulation error\n", "The password of 'deploy' has expired, so sudo does not accept it (sudo: PAM error: Authentication token manipulation error).", "chage -d -1 deploy")]
    [DataRow("sudo: account validation failure, is your account locked?\nsudo: a password is required\n", "The account 'deploy' has expired or is locked, so sudo does not accept its password (sudo: account validation failure, is your account locked?).", "chage -E -1 deploy")]
    [DataRow("sudo: Account validation failure, is your account locked?\n", "The account 'deploy' has expired or is locked, so sudo does not accept its password (sudo: Account validation failure, is your account locked?).", "chage -E -1 deploy")]
    [DataRow("sudo: sorry, you must have a tty to run sudo\n", "'deploy' cannot become root without a terminal (sudo: sorry, you must have a tty to run sudo).", "!requiretty")]
    [DataRow("sudo: PAM error: Permission denied\n", "'deploy' cannot become root with its password (sudo: PAM error: Permission denied).", "journalctl -t sudo")]
    public void A_sudo_that_refuses_with_a_password_says_why(string error, string observed, string fix)
    {
        var failure = Assert.ThrowsExactly<HostFailureException>(() =>
            RemoteAnswers.Read("deploy", "probe", TimeSpan.FromSeconds(60), ["probe"], new CommandResult(1, null, "", "sudo: unable to resolve host app-1: Name or service not known\n" + error), withPassword: true));

        Assert.AreEqual(ErrorCode.HostNoPrivilege, failure.Code);
        Assert.AreEqual(observed, failure.Observed);
        Assert.Contains(fix, failure.Remedy);
    }

    // sshd refuses to run a command before sudo is started.
    [TestMethod]
    public void A_password_that_expired_before_sudo_is_refused_by_the_login() => Assert.AreEqual(
        ErrorCode.SshAuthFailed,
        Assert.ThrowsExactly<HostFailureException>(() => RemoteAnswers.Read(
            "deploy", "probe", TimeSpan.FromSeconds(60), ["probe"], new CommandResult(1, null, "", "Password change required but no TTY available.\n"), withPassword: true)).Code);

    [TestMethod]
    public void A_sudo_that_requires_a_terminal_gets_its_own_fix()
    {
        var failure = Fails(new CommandResult(1, null, "", "sudo: sorry, you must have a tty to run sudo\n"));

        Assert.AreEqual("'deploy' cannot become root without a terminal (sudo: sorry, you must have a tty to run sudo).", failure.Observed);
        Assert.Contains("'Defaults:deploy !requiretty' to /etc/sudoers.d/stagecraft", failure.Remedy);
    }

    [TestMethod]
    public void A_warning_from_sudo_is_not_a_refusal()
    {
        var failure = Fails(new CommandResult(127, null, "", "sudo: unable to resolve host app-1: Name or service not known\nsh: 1: sh: not found\n"));

        Assert.AreEqual(ErrorCode.HostUnsupported, failure.Code);
        Assert.Contains("sh: not found", failure.Observed);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("sudo: unable to resolve host app-1: Name or service not known\n")]
    public void A_command_ended_by_a_signal_lost_its_connection(string error)
    {
        var failure = Fails(new CommandResult(null, "HUP", "@@stagecraft begin probe\nuid=0\n", error));

        Assert.AreEqual(ErrorCode.SshConnectionLost, failure.Code);
        Assert.Contains("'probe' ended before its answer was complete (signal HUP)", failure.Observed);
    }

    [TestMethod]
    public void A_command_without_status_and_signal_lost_its_connection() =>
        Assert.Contains("(signal unknown)", Fails(new CommandResult(null, null, "", "")).Observed);

    [TestMethod]
    [DataRow("Please login as the user \"ubuntu\" rather than the user \"root\".\n\n", "")]
    [DataRow("Please login as the user \"ubuntu\" rather than the user \"root\".\n\n", "mesg: ttyname failed\n")]
    [DataRow("", "Please login as the user \"ubuntu\" rather than the user \"root\".\n")]
    public void An_image_that_requires_another_user_is_recognized(string output, string error)
    {
        var failure = Fails(new CommandResult(142, null, output, error));

        Assert.AreEqual(ErrorCode.HostNoPrivilege, failure.Code);
        Assert.Contains("login as the user \"ubuntu\"", failure.Observed);
        Assert.Contains("infra.bootstrap.ssh.user", failure.Remedy);
    }

    [TestMethod]
    public void A_login_hint_on_standard_output_comes_first() => Assert.AreEqual(
        "The host does not let 'deploy' run commands: Please login as the user \"ubuntu\" rather than the user \"root\".",
        Fails(new CommandResult(142, null, "Please login as the user \"ubuntu\" rather than the user \"root\".\n", "Please login as the user \"admin\".\n")).Observed);

    [TestMethod]
    [DataRow("This account is currently not available.\n", "", 1, "This account is currently not available.")]
    [DataRow("", "bash: timeout: command not found\n\n", 127, "bash: timeout: command not found")]
    [DataRow("", "", 0, "none")]
    [DataRow("\u001b[31mno\n", "", 1, "[31mno")]
    public void Any_other_shell_is_reported_with_its_output(string output, string error, int exit, string said)
    {
        var failure = Fails(new CommandResult(exit, null, output, error));

        Assert.AreEqual(ErrorCode.HostUnsupported, failure.Code);
        Assert.AreEqual($"The host did not run the script 'probe' (exit {exit}). Output: {said}", failure.Observed);
    }

    [TestMethod]
    public void A_complete_answer_counts_even_after_an_error()
    {
        var answers = Read(new CommandResult(124, null, "@@stagecraft begin probe\n@@stagecraft end probe 0\n", "sudo: unable to resolve host x\n"));

        Assert.HasCount(1, answers);
    }

    [TestMethod]
    [DataRow("@@stagecraft begin probe\nset -x is on\n@@stagecraft end probe 0\n", "probe answered 'set -x is on' instead of key=value.")]
    [DataRow("@@stagecraft begin probe\na=1\na=2\n@@stagecraft end probe 0\n", "probe answered 'a' twice.")]
    [DataRow("@@stagecraft begin probe\n@@stagecraft end probe 99999999999999999999\n", "probe ended with '@@stagecraft end probe 99999999999999999999' instead of an exit status.")]
    [DataRow("@@stagecraft begin other\n@@stagecraft end other 0\n", "unexpected answer 'other'.")]
    [DataRow("@@stagecraft begin probe\n@@stagecraft end probe 0\n@@stagecraft begin probe\n@@stagecraft end probe 0\n", "unexpected answer 'probe'.")]
    [DataRow("motd @@stagecraft begin probe\n@@stagecraft begin probe\n@@stagecraft end probe 0\n", "probe answered '@@stagecraft begin probe' instead of key=value.")]
    public void An_answer_with_foreign_text_is_rejected(string output, string why)
    {
        var failure = Fails(new CommandResult(0, null, output, ""));

        Assert.AreEqual(ErrorCode.HostUnsupported, failure.Code);
        Assert.AreEqual($"Cannot parse the host's reply to 'probe': {why}", failure.Observed);
    }

    [TestMethod]
    public void No_answer_is_missing_after_a_failed_decisive_script() =>
        Assert.HasCount(1, ReadBoth("@@stagecraft begin probe\n@@stagecraft end probe 1\n", "probe"));

    [TestMethod]
    [DataRow("@@stagecraft begin probe\n@@stagecraft end probe 0\n", "probe")]
    [DataRow("@@stagecraft begin probe\n@@stagecraft end probe 1\n", "other")]
    [DataRow("@@stagecraft begin probe\n@@stagecraft end probe 1\n", null)]
    [DataRow("", "probe")]
    public void A_missing_answer_is_noticed(string output, string? decisive) =>
        Assert.ThrowsExactly<HostFailureException>(() => ReadBoth(output, decisive));

    private static IReadOnlyList<ScriptAnswer> ReadBoth(string output, string? decisive) =>
        RemoteAnswers.Read("root", "probe", TimeSpan.FromSeconds(60), ["probe", "other"], new CommandResult(0, null, output, ""), decisive);

    private static HostFailureException Fails(CommandResult result)
    {
        var failure = Assert.ThrowsExactly<HostFailureException>(() => Read(result));
        Assert.AreNotEqual("", failure.Remedy);
        return failure;
    }

    private static IReadOnlyList<ScriptAnswer> Read(CommandResult result) =>
        RemoteAnswers.Read("deploy", "probe", TimeSpan.FromSeconds(60), ["probe"], result);
}
