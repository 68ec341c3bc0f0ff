namespace Stagecraft.Lab.Tests.Faults;

/// <summary>Faults before the login.</summary>
internal static class ConnectionFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("host down")
        {
            Inject = HostAction.PowerOff,
            Outcome = "ssh_unreachable",
            Says = "cannot be reached: there is no route to the host. Check the host's address and SSH port, that the host is up",
            Heal = HostAction.PowerOn,
        },
        new("SSH port filtered: SYNs are dropped")
        {
            ConnectTimeout = "10s",
            Inject = "iptables -I INPUT -p tcp --dport 22 -j DROP",
            Outcome = "ssh_unreachable",
            Says = "cannot be reached: no answer within 10 s. Check",
            Heal = "iptables -D INPUT -p tcp --dport 22 -j DROP || :",
        },
        new("sshd not running")
        {
            Inject = "systemctl stop ssh",
            Outcome = "ssh_unreachable",
            Says = "cannot be reached: the connection was refused. Check",
            Heal = "systemctl start ssh",
        },
        new("sshd accepts the connection and sends nothing")
        {
            ConnectTimeout = "10s",
            // The kernel still accepts connections.
            Inject = "systemctl kill --kill-who=main --signal=STOP ssh",
            Outcome = "timed_out",
            Says = "accepted the connection, but the SSH greeting did not finish within 10 s.",
            Heal = "systemctl kill --kill-who=main --signal=CONT ssh",
        },
        new("something else answers on the port")
        {
            Inject = """
                systemctl stop ssh
                systemd-run --quiet --unit=fault-web python3 -m http.server 22
                until curl -fso /dev/null http://127.0.0.1:22/; do sleep 0.1; done
                """,
            Outcome = "ssh_unreachable",
            Says = "answers, but is not an SSH server:",
            Heal = "systemctl stop fault-web || :; systemctl start ssh",
        },
        new("sshd has only a key exchange with SHA-1")
        {
            Inject = "echo KexAlgorithms diffie-hellman-group14-sha1 >/etc/ssh/sshd_config.d/00-fault.conf; systemctl reload ssh",
            Outcome = "ssh_unreachable",
            Says = "have no key exchange algorithm in common. The host offers diffie-hellman-group14-sha1. This client offers mlkem768x25519-sha256,",
            Heal = "rm -f /etc/ssh/sshd_config.d/00-fault.conf; systemctl reload ssh",
        },
        new("wrong key")
        {
            Inject = "mv /root/.ssh/authorized_keys /root/.ssh/authorized_keys.fault",
            Outcome = "ssh_auth_failed",
            Says = "rejected user 'root' with the keys from",
            Heal = "[ ! -e /root/.ssh/authorized_keys.fault ] || mv /root/.ssh/authorized_keys.fault /root/.ssh/authorized_keys",
        },
        new("account locked")
        {
            Inject = "usermod --lock --expiredate 1 root",
            Outcome = "ssh_auth_failed",
            Says = "Your account has expired",
            Heal = "usermod --expiredate '' root",
        },
        new("host is still booting: /run/nologin blocks users")
        {
            User = "operator",
            // Long enough for the key exchange on a busy machine.
            ConnectTimeout = "20s",
            Inject = """
                echo 'System is booting up. Unprivileged users are not permitted to log in yet. Please come back later. For technical details, see pam_nologin(8).' >/run/nologin
                """,
            Outcome = "ssh_auth_failed",
            Says = "\"System is booting up.",
            Heal = "rm -f /run/nologin",
        },
        new("host finishes booting while bootstrap waits")
        {
            User = "operator",
            Inject = """
                echo 'System is booting up. Unprivileged users are not permitted to log in yet. Please come back later. For technical details, see pam_nologin(8).' >/run/nologin
                systemd-run --quiet --on-active=3 rm -f /run/nologin
                """,
            Outcome = Fault.Success,
            Warns = Fault.OperatorWithoutDocker,
            Says = "",
            Heal = "rm -f /run/nologin",
        },
        new("second factor required")
        {
            Inject = """
                printf 'AuthenticationMethods publickey,keyboard-interactive\nKbdInteractiveAuthentication yes\n' >/etc/ssh/sshd_config.d/00-fault.conf
                systemctl reload ssh
                """,
            Outcome = "ssh_auth_failed",
            Says = "accepted the key of user 'root' but requires a second factor",
            Heal = "rm -f /etc/ssh/sshd_config.d/00-fault.conf; systemctl reload ssh",
        },
        new("password expired (chage -d 0)")
        {
            Inject = "chage -d 0 root",
            Outcome = "ssh_auth_failed",
            Says = "The password of 'root' has expired, so the host does not run commands",
            Heal = "chage -d -1 root",
        },
    ];
}
