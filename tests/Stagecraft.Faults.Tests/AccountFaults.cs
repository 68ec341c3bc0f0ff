namespace Stagecraft.Lab.Tests.Faults;

/// <summary>Faults of the account and its shell.</summary>
internal static class AccountFaults
{
    private const string Nothing = "";
    private const string RestoreShell = "usermod --shell /bin/bash root; cp /etc/skel/.bashrc /root/.bashrc";

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("sudo requires a password")
        {
            User = "operator",
            Inject = "sed -i s/NOPASSWD:// /etc/sudoers.d/90-operator",
            Outcome = "host_no_privilege",
            Says = "(sudo: a password is required). Add the line 'operator ALL=(ALL) NOPASSWD:ALL' to /etc/sudoers.d/stagecraft on the host",
            Heal = "echo 'operator ALL=(ALL) NOPASSWD:ALL' >/etc/sudoers.d/90-operator",
        },
        new("sudo requires a terminal (requiretty)")
        {
            User = "operator",
            Inject = "echo 'Defaults requiretty' >/etc/sudoers.d/50-requiretty",
            Outcome = "host_no_privilege",
            Says = "Add the line 'Defaults:operator !requiretty' to /etc/sudoers.d/stagecraft on the host",
            Heal = "echo 'Defaults:operator !requiretty' >/etc/sudoers.d/stagecraft",
        },
        new("sudo logs the input of commands (log_input)")
        {
            IsNew = true,
            User = "operator",
            Inject = "echo 'Defaults log_input' >/etc/sudoers.d/50-recorded",
            Outcome = "host_logs_input",
            Warns = Fault.OperatorWithoutDocker,
            Says = "Add the line 'Defaults:operator !log_input'",
            Heal = "echo 'Defaults:operator !log_input' >/etc/sudoers.d/stagecraft",
            Note = "The key is not in `/var/log/sudo-io`.",
        },
        new("sudo logs the input of a single command (LOG_INPUT)")
        {
            IsNew = true,
            User = "operator",
            Inject = "echo 'operator ALL=(ALL) NOPASSWD: LOG_INPUT: /usr/bin/timeout' >/etc/sudoers.d/95-recorded",
            Outcome = "host_logs_input",
            Warns = Fault.OperatorWithoutDocker,
            Says = "Remove LOG_INPUT or log_input from the rule",
            Heal = "rm -f /etc/sudoers.d/95-recorded",
        },
        new("the account's shell is /usr/sbin/nologin")
        {
            Inject = "usermod --shell /usr/sbin/nologin root",
            Outcome = "host_unsupported",
            Says = "This account is currently not available.",
            Heal = RestoreShell,
        },
        new("login shell prints a banner")
        {
            Inject = "printf 'echo Welcome to production!\\nprintf \"no line break\"\\n' >/root/.bashrc",
            Outcome = Fault.Success,
            Says = Nothing,
            Heal = RestoreShell,
        },
        new("login shell sets -e")
        {
            Inject = "echo 'set -e' >/root/.bashrc",
            Outcome = Fault.Success,
            Says = Nothing,
            Heal = RestoreShell,
        },
        new("login shell prints 200 KB")
        {
            Inject = "echo 'head -c 200000 /dev/zero | tr \"\\0\" x' >/root/.bashrc",
            Outcome = Fault.Success,
            Says = Nothing,
            Heal = RestoreShell,
        },
        new("login shell prints 100 MB")
        {
            Inject = "echo 'yes maintenance tonight | head -c 100000000' >/root/.bashrc",
            Outcome = Fault.Success,
            Says = Nothing,
            Heal = RestoreShell,
        },
        new("login shell is fish")
        {
            Inject = "usermod --shell /usr/bin/fish root",
            Outcome = Fault.Success,
            Says = Nothing,
            Heal = RestoreShell,
        },
        new("login shell is csh")
        {
            Inject = "usermod --shell /bin/csh root",
            Outcome = Fault.Success,
            Says = Nothing,
            Heal = RestoreShell,
        },
    ];
}
