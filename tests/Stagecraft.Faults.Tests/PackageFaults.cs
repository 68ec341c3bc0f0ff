using Stagecraft.Lab.Tests.Secrets;
using Stagecraft.Testing.Keys;

namespace Stagecraft.Lab.Tests.Faults;

/// <summary>apt, its locks and its archives. The host lacks Compose, so that something has to be installed.</summary>
internal static class PackageFaults
{
    private const string Failed = "docker_install_failed";

    private const string ClockNote = "lab hosts share the clock of the machine they run on, so the test changes the date of the archive's index and signs it again. apt sees the same difference.";

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("apt's locks held for 20 s")
        {
            Inject = BrokenArchive.NeedCompose + HoldLocks("20"),
            Outcome = Fault.Success,
            Says = $"docker: install {Lab.Platform.Compose}",
            Heal = ReleaseLocks,
        },
        new("dpkg's lock held forever")
        {
            Timeouts = "settle: 5s",
            Inject = BrokenArchive.NeedCompose + HoldLocks("infinity", "/var/lib/dpkg/lock-frontend"),
            Outcome = "host_busy",
            Says = "Could not get lock /var/lib/dpkg/lock-frontend. It is held by process",
            Heal = ReleaseLocks,
        },
        new("apt's lists locked forever")
        {
            Timeouts = "settle: 5s",
            Inject = BrokenArchive.NeedCompose + HoldLocks("infinity", "/var/lib/apt/lists/lock"),
            Outcome = "host_busy",
            Says = "E: Could not get lock /var/lib/apt/lists/lock. It is held by process",
            Heal = ReleaseLocks,
        },
        new("apt-get killed with -9, as when memory runs out")
        {
            Inject = BrokenArchive.NeedCompose + """

                echo 'DPkg::Pre-Invoke {"pkill -9 -x apt-get; sleep 60";};' >/etc/apt/apt.conf.d/99fault
                """,
            Outcome = Failed,
            Says = "apt-get was killed (signal KILL). Check 'journalctl -k' on the host.",
            Heal = "rm -f /etc/apt/apt.conf.d/99fault",
        },
        new("dpkg's database is damaged")
        {
            Inject = BrokenArchive.NeedCompose + """

                cp -a /var/lib/dpkg/status /var/lib/dpkg/status.fault
                sed -i '1i garbage' /var/lib/dpkg/status
                """,
            Outcome = "docker_detect_failed",
            Says = "dpkg-query: error: parsing file '/var/lib/dpkg/status' near line",
            Heal = "[ ! -e /var/lib/dpkg/status.fault ] || mv /var/lib/dpkg/status.fault /var/lib/dpkg/status",
        },
        new("archive refuses connections")
        {
            Inject = BrokenArchive.NeedCompose + Source("http://127.0.0.1:8999"),
            Outcome = Failed,
            Says = "connect (111: Connection refused)",
            Heal = BrokenArchive.Heal,
        },
        new("archive's name does not resolve")
        {
            Inject = BrokenArchive.NeedCompose + Source("http://archive.invalid/archive"),
            Outcome = Failed,
            Says = "Temporary failure resolving 'archive.invalid'",
            Heal = BrokenArchive.Heal,
        },
        new("archive answers 404 for a package")
        {
            Inject = BrokenArchive.With("rm $deb"),
            Outcome = Failed,
            Says = "404  File not found",
            Heal = BrokenArchive.Heal,
        },
        new("package not in the archive")
        {
            Inject = BrokenArchive.SignedWith("""
                : >$suite/$index
                printf 'Suite: %s\nCodename: %s\nComponents: main\nArchitectures: %s\nDate: %s\nSHA256:\n %s 0 %s\n' "$VERSION_CODENAME" "$VERSION_CODENAME" \
                    "$(dpkg --print-architecture)" "$(date -u -R)" "$(sha256sum <$suite/$index | cut -d ' ' -f 1)" "$index" >$suite/Release
                """),
            Outcome = Failed,
            Says = $"E: Unable to locate package {Lab.Platform.Compose}",
            Heal = BrokenArchive.Heal,
        },
        new("archive's signature is bad")
        {
            Inject = BrokenArchive.With("sed -i 's/^Suite: ./Suite: X/' $suite/InRelease"),
            Outcome = Failed,
            Says = "error message is: Verifying signature:            Message has been manipulated",
            Heal = BrokenArchive.Heal,
        },
        new("archive's key is unknown")
        {
            Inject = BrokenArchive.SignedWith(":").Then("rm /etc/apt/trusted.gpg.d/fault.gpg"),
            Outcome = Failed,
            Says = "error message is: Missing key",
            Heal = BrokenArchive.Heal,
        },
        new("package does not match its hash")
        {
            Inject = BrokenArchive.With("printf x | dd of=$deb bs=1 seek=1000 conv=notrunc status=none"),
            Outcome = Failed,
            Says = "Hash Sum mismatch",
            Heal = BrokenArchive.Heal,
        },
        new("mirror hides a second key behind the pinned one")
        {
            Note = "gpg shows only the pinned key in this mirror's key file, but apt would trust the second one too.",
            IsNew = true,
            FromMirror = true,
            Inject = HostileMirror(keys => keys.BehindAnUnknownCompression),
            Outcome = "network_install_failed",
            Says = $"GnuPG cannot import the key at {HostileArchive.Url}/{new HostileArchive(host: 2, Lab.Platform).Tailscale}/{Lab.Platform.Codename}.noarmor.gpg",
            Heal = StopMirror,
        },
        new("mirror serves the pinned key and signs with a different one")
        {
            IsNew = true,
            FromMirror = true,
            Inject = HostileMirror(keys => keys.Genuine),
            Outcome = "network_install_failed",
            Says = "error message is: Missing key",
            // In Docker's step, whose own packages come from another archive.
            Warns = "is not signed",
            Heal = StopMirror,
        },
        new("host's clock a year behind: the archive's index is from the future")
        {
            Note = ClockNote,
            Inject = BrokenArchive.SignedWith("sed -i \"s/^Date:.*/Date: $(date -u -R -d '+1 year')/\" $suite/Release"),
            Outcome = Failed,
            Says = "is not valid yet",
            Heal = BrokenArchive.Heal,
        },
        new("host's clock a year ahead: the archive's index has expired")
        {
            Note = ClockNote,
            Inject = BrokenArchive.SignedWith("""
                sed -i "s/^Date:.*/Date: $(date -u -R -d '-1 year')/" $suite/Release
                sed -i "/^Date:/a Valid-Until: $(date -u -R -d '-360 days')" $suite/Release
                """),
            Outcome = Failed,
            Says = "is expired",
            Heal = BrokenArchive.Heal,
        },
    ];

    internal const string ReleaseLocks = "systemctl stop fault-locks 2>/dev/null || :";

    private static HostAction StopMirror => $"""
        systemctl stop hostile-archive 2>/dev/null || :
        rm -rf /srv/hostile
        [ ! -e {HostileArchive.Owned} ]
        """;

    private static HostAction HostileMirror(Func<ArchiveKeys, byte[]> served) => new(async host =>
    {
        var archive = new HostileArchive(host, Lab.Platform);
        using var keys = ArchiveKeys.Create(await archive.KeyAsync(archive.Tailscale));
        await archive.ServeAsync(archive.Tailscale, "tailscale", keys, served(keys));
    });

    private static string Source(string url) => $"""

        {BrokenArchive.TakeSource}
        source_from {url}
        """;

    // The same locks as apt's, for a duration in the format of sleep(1).
    internal static string HoldLocks(string time, params string[] files) => $"""

        systemd-run --quiet --collect --unit=fault-locks python3 -c '
        import fcntl, subprocess, sys
        files = [open(name, "w") for name in sys.argv[2:]]
        for file in files: fcntl.lockf(file, fcntl.LOCK_EX)
        open("/run/fault-locks", "w").close()
        subprocess.run(["sleep", sys.argv[1]])
        ' {time} {string.Join(' ', files is [] ? ["/var/lib/dpkg/lock-frontend", "/var/lib/apt/lists/lock"] : files)}
        until [ -e /run/fault-locks ]; do sleep 0.05; done
        rm /run/fault-locks
        """;
}
