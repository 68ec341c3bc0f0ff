namespace Stagecraft.Lab.Tests.Faults;

/// <summary>Commands on the host that print without end, or never end.</summary>
internal static class CommandFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("'docker' prints 100 MB on one line")
        {
            Inject = Wrapper.Put("docker", "head -c 100000000 /dev/zero | tr '\\0' x"),
            Outcome = "docker_detect_failed",
            Says = "'docker version' printed something that is not a version: xxx",
            Heal = Wrapper.Remove("docker"),
        },
        new("'tailscale' prints 100 MB")
        {
            Inject = Wrapper.Put("tailscale", "yes 'a line' | head -c 100000000"),
            Outcome = "network_install_failed",
            Says = "'tailscale status --json' printed something that is not a status: a line a line",
            Heal = Wrapper.Remove("tailscale"),
        },
        new("'systemctl' never ends")
        {
            Timeouts = "query: 30s",
            Inject = Wrapper.Put("systemctl", "sleep infinity"),
            Outcome = "docker_detect_failed",
            Says = "'systemctl show docker.service' does not answer.",
            Heal = Wrapper.Remove("systemctl"),
        },
        new("a probe never ends and ignores SIGTERM")
        {
            Timeouts = "query: 30s",
            Inject = Wrapper.Put("systemctl", "trap '' TERM; sleep infinity"),
            Outcome = "timed_out",
            Says = "was killed on the host: it exceeded its limit of 30 s",
            Heal = Wrapper.Remove("systemctl"),
        },
        new("a package's script never ends")
        {
            Timeouts = "install: 15s",
            IsNew = true,
            // It replaces the program itself, because apt gives maintainer scripts a path without /usr/local (DPkg::Path).
            Inject = """
                mv /usr/bin/deb-systemd-helper /usr/bin/deb-systemd-helper.fault
                printf '#!/bin/sh\nsleep infinity\n' >/usr/bin/deb-systemd-helper
                chmod +x /usr/bin/deb-systemd-helper
                """,
            Outcome = "timed_out",
            Says = "the package operation did not end within 15 s. Find out what keeps the host busy, or raise infra.bootstrap.timeouts.install",
            Heal = "[ ! -e /usr/bin/deb-systemd-helper.fault ] || mv /usr/bin/deb-systemd-helper.fault /usr/bin/deb-systemd-helper",
        },
    ];
}
