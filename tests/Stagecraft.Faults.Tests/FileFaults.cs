namespace Stagecraft.Lab.Tests.Faults;

/// <summary>File systems that are full, read-only or noexec.</summary>
internal static class FileFaults
{
    private const string Failed = "docker_install_failed";

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("/var full: no room for the packages")
        {
            Inject = BrokenArchive.NeedCompose + """

                mount -t tmpfs -o size=1m tmpfs /var/cache/apt/archives
                mkdir /var/cache/apt/archives/partial
                """,
            Outcome = Failed,
            Says = "E: You don't have enough free space in /var/cache/apt/archives/.",
            Heal = "umount /var/cache/apt/archives 2>/dev/null || :",
        },
        new("/var full: no room for dpkg's records")
        {
            Inject = BrokenArchive.NeedCompose + """

                mkdir /run/fault
                cp -a /var/lib/dpkg/. /run/fault
                mount -t tmpfs -o size=$(($(du -sk /run/fault | cut -f 1) + 8))k tmpfs /var/lib/dpkg
                cp -a /run/fault/. /var/lib/dpkg
                head -c 100000000 /dev/zero >/var/lib/dpkg/fault 2>/dev/null || :
                """,
            Outcome = Failed,
            Says = "No space left on device",
            // Files that dpkg could still write stay.
            Heal = """
                if mountpoint -q /var/lib/dpkg; then
                    rm -f /var/lib/dpkg/fault
                    rm -rf /run/fault
                    cp -a /var/lib/dpkg /run/fault
                    umount /var/lib/dpkg
                    rm -rf /var/lib/dpkg
                    cp -a /run/fault /var/lib/dpkg
                fi
                rm -rf /run/fault
                """,
        },
        new("disk full while dpkg unpacks")
        {
            Inject = BrokenArchive.NeedCompose + """

                mkdir -p /usr/libexec/docker/cli-plugins
                mount -t tmpfs -o size=1m tmpfs /usr/libexec/docker/cli-plugins
                """,
            Outcome = Failed,
            Says = "(No space left on device)",
            Heal = "umount /usr/libexec/docker/cli-plugins 2>/dev/null || :",
        },
        new("root file system read-only")
        {
            Note = "/usr, /etc, /var/lib and /var/cache are mounted read-only. /var/log is not, because systemd keeps files open there.",
            Inject = BrokenArchive.NeedCompose + """

                for directory in /usr /etc /var/lib /var/cache; do mount --bind -o ro $directory $directory; done
                """,
            Outcome = Failed,
            Says = "Read-only file system",
            Heal = "for directory in /usr /etc /var/lib /var/cache; do umount --lazy $directory 2>/dev/null || :; done",
        },
        new("root file system read-only on a ready host")
        {
            Inject = "for directory in /usr /etc /var/lib /var/cache; do mount --bind -o ro $directory $directory; done",
            Outcome = Fault.Success,
            Says = "",
            Heal = "for directory in /usr /etc /var/lib /var/cache; do umount --lazy $directory 2>/dev/null || :; done",
        },
        new("/tmp noexec")
        {
            IsNew = true,
            Inject = "mount -o remount,noexec /tmp",
            Outcome = Fault.Success,
            Says = "docker: install docker.io, docker-compose-v2",
            Heal = "mount -o remount,exec /tmp",
        },
    ];
}
