namespace Stagecraft.Lab.Tests.Faults;

/// <summary>Other people's packages and sources that block apt, or only seem to.</summary>
internal static class NeighborFaults
{
    private const string NeedTailscale = "dpkg --remove tailscale";

    private const string Hook = "/etc/apt/apt.conf.d/99fault";
    private const string RemoveHook = $"rm -f {Hook}";

    private const string List = "/etc/apt/sources.list.d/fault.list";
    private const string RemoveList = $"rm -f {List}";

    private const string OurLists = "/etc/apt/sources.list.d/tailscale.list /etc/apt/sources.list.d/stagecraft-tailscale.list";

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("another package's script fails, on a new host")
        {
            IsNew = true,
            Inject = Package("neighbor", "", "echo no license found; exit 1") + "dpkg --install /run/neighbor.deb || :",
            Outcome = Fault.Success,
            Says = "docker: install docker.io, docker-compose-v2; network-install: install tailscale",
            Warns = "dpkg: error processing package neighbor (--configure): installed neighbor package post-installation script subprocess returned error exit status 1 (it printed: no license found). Fix this",
            Heal = Purge("neighbor"),
        },
        new("another package's script fails, and Tailscale is missing")
        {
            Inject = Package("neighbor", "", "exit 1") + $"dpkg --install /run/neighbor.deb || :; {NeedTailscale}",
            Outcome = Fault.Success,
            Says = "network-install: install tailscale",
            Warns = "dpkg: error processing package neighbor (--configure)",
            Heal = Purge("neighbor"),
        },
        new("another package's dependency cannot be met")
        {
            Inject = Package("impossible", "Depends: nothing-has-this (>= 3)") + $"dpkg --force-depends --install /run/impossible.deb\n{BrokenArchive.NeedCompose}",
            Outcome = "docker_install_failed",
            Says = "(impossible : Depends: nothing-has-this (>= 3) but it is not installable)",
            Heal = Purge("impossible"),
        },
        new("another package's dependency cannot be met, on a ready host")
        {
            Inject = Package("impossible", "Depends: nothing-has-this (>= 3)") + "dpkg --force-depends --install /run/impossible.deb",
            Outcome = Fault.Success,
            Says = "",
            Heal = Purge("impossible"),
        },
        new("another package's operation was interrupted and cannot be finished, on a ready host")
        {
            Inject = Package("impossible", "Depends: nothing-has-this (>= 3)") + "dpkg --force-depends --install /run/impossible.deb\ndpkg --status impossible >/var/lib/dpkg/updates/0000",
            Outcome = Fault.Success,
            Says = "",
            Warns = "An interrupted package operation could not be finished: E: Unmet dependencies.",
            Heal = Purge("impossible"),
        },
        new("another package would have to be removed")
        {
            Inject = BrokenArchive.NeedCompose + Package("other-compose", "Conflicts: docker-compose-v2") + "dpkg --install /run/other-compose.deb",
            Outcome = "docker_install_failed",
            Says = "remove is disabled (REMOVED: other-compose). Run 'apt-get remove other-compose' on the host if it does not need these packages. Bootstrap never removes packages.",
            Heal = Purge("other-compose"),
        },
        new("a package that is not installed is held")
        {
            Inject = BrokenArchive.NeedCompose + "\napt-get -qq update; apt-mark hold docker-compose-v2",
            Outcome = "docker_install_failed",
            Says = "(docker-compose-v2). Run 'apt-mark unhold docker-compose-v2' on the host if these packages need not be held.",
            Heal = "apt-mark unhold docker-compose-v2",
        },
        new("a hook fails after packages are installed (DPkg::Post-Invoke)")
        {
            Inject = $"{BrokenArchive.NeedCompose}\necho 'DPkg::Post-Invoke {{\"exit 3\";}};' >{Hook}",
            Outcome = Fault.Success,
            Says = "docker: install docker-compose-v2",
            Warns = "E: Problem executing scripts DPkg::Post-Invoke 'exit 3'. Fix this",
            Heal = RemoveHook,
        },
        new("a hook fails after indexes are fetched (APT::Update::Post-Invoke)")
        {
            Inject = $"{NeedTailscale}\necho 'APT::Update::Post-Invoke {{\"exit 3\";}};' >{Hook}",
            Outcome = Fault.Success,
            Says = "network-install: install tailscale",
            Warns = "E: Problem executing scripts APT::Update::Post-Invoke 'exit 3'. Fix this",
            Heal = RemoveHook,
        },
        new("a hook fails before packages are installed (DPkg::Pre-Invoke)")
        {
            Inject = $"{BrokenArchive.NeedCompose}\necho 'DPkg::Pre-Invoke {{\"exit 3\";}};' >{Hook}",
            Outcome = "docker_install_failed",
            Says = "E: Problem executing scripts DPkg::Pre-Invoke 'exit 3'. Correct or remove this apt hook",
            Heal = RemoveHook,
        },
        new("the owner changed our source file, and it is disabled (do-release-upgrade)")
        {
            Inject = $"""
                {NeedTailscale}
                sed -i '/^#/d; s/^deb \(.*\) jammy main$/# deb \1 focal main # disabled on upgrade to jammy/' /etc/apt/sources.list.d/tailscale.list
                grep -q '^# deb .* # disabled on upgrade to jammy$' /etc/apt/sources.list.d/tailscale.list
                """,
            Outcome = Fault.Success,
            Says = "network-install: install tailscale",
            Heal = $"rm -f {OurLists}",
        },
        new("the owner's source for the same archive is disabled (Enabled: no)")
        {
            Inject = $"""
                {NeedTailscale}
                archive=$(sed -n 's,^deb \(http://[^/]*\)/ubuntu jammy main$,\1,p' /etc/apt/sources.list)
                [ -n "$archive" ]
                rm -f {OurLists}
                printf 'Enabled: no\nTypes: deb\nURIs: %s/tailscale/stable/ubuntu\nSuites: jammy\nComponents: main\n' "$archive" >/etc/apt/sources.list.d/tailscale.sources
                """,
            Outcome = Fault.Success,
            Says = "network-install: install tailscale",
            Heal = "rm -f /etc/apt/sources.list.d/tailscale.sources",
        },
        new("two sources for one archive name different keys")
        {
            Inject = BrokenArchive.NeedCompose + """

                echo 'deb [signed-by=/etc/apt/trusted.gpg.d/one.gpg] http://archive.invalid/x jammy main' >/etc/apt/sources.list.d/fault.list
                printf 'Types: deb\nURIs: http://archive.invalid/x/\nSuites: jammy\nComponents: main\nSigned-By: /etc/apt/trusted.gpg.d/other.gpg\n' >/etc/apt/sources.list.d/fault.sources
                """,
            Outcome = "docker_install_failed",
            Says = $"(in {List}, /etc/apt/sources.list.d/fault.sources). Remove one of the sources, or make them agree. Sources of one archive must name the same key (Signed-By).",
            Heal = $"{RemoveList} /etc/apt/sources.list.d/fault.sources",
        },
        new("a source is malformed")
        {
            Inject = $"{BrokenArchive.NeedCompose}\necho 'deb http://lab-archive:8000/ubuntu' >{List}",
            Outcome = "docker_install_failed",
            Says = $"E: Malformed entry 1 in list file {List} (Suite). Correct the file named in the error. apt cannot read the host's package sources.",
            Heal = RemoveList,
        },
        new("an archive has changed its label")
        {
            Inject = BrokenArchive.SignedWith("sed -i '1i Label: one' dists/jammy/Release").Then("""
                apt-get -qq update
                cd /srv/fault
                sed -i 's/^Label: .*/Label: two/; s/^Suite: .*/Suite: other/' dists/jammy/Release
                : >dists/jammy/main/binary-amd64/Packages
                sed -i '/^SHA256:/,$d' dists/jammy/Release
                printf 'SHA256:\n %s 0 main/binary-amd64/Packages\n' "$(sha256sum <dists/jammy/main/binary-amd64/Packages | cut -d ' ' -f 1)" >>dists/jammy/Release
                gpg --homedir keys --batch --yes --clearsign --output dists/jammy/InRelease dists/jammy/Release
                gpgconf --homedir keys --kill all
                # Made in the same second it would pass for the one that apt has.
                touch -d '+1 minute' dists/jammy/InRelease
                rm -rf /var/lib/apt/lists/*_Packages*
                """),
            Outcome = "docker_install_failed",
            Says = "--allow-releaseinfo-change",
            Heal = BrokenArchive.Heal,
        },
        new("apt's own user cannot read the key directory")
        {
            Inject = $"{NeedTailscale}; chmod 0700 /usr/share/keyrings",
            Outcome = "network_install_failed",
            Says = "the user _apt cannot read /usr/share/keyrings/tailscale-mirror.gpg (mode 644, in a directory of mode 700). Set the directory's mode to 0755",
            Heal = "chmod 0755 /usr/share/keyrings",
        },
        new("the account's umask is 077, and the key directory is missing")
        {
            Inject = $"{NeedTailscale}; mv /usr/share/keyrings /usr/share/keyrings.fault; echo 'umask 077' >/root/.bashrc",
            Outcome = Fault.Success,
            Says = "network-install: install tailscale",
            Heal = """
                cp /etc/skel/.bashrc /root/.bashrc
                [ ! -e /usr/share/keyrings.fault ] || { cp -an /usr/share/keyrings.fault/. /usr/share/keyrings; rm -rf /usr/share/keyrings.fault; }
                """,
        },
    ];

    // /run/NAME.deb, which is not installed yet.
    private static string Package(string name, string field, string script = "") => $"""

        mkdir -p /run/fault/DEBIAN
        printf 'Package: {name}\nVersion: 1.0\nArchitecture: all\nMaintainer: Lab <lab@lab.internal>\nDescription: a neighbor\n{field}\n' | grep . >/run/fault/DEBIAN/control
        printf '#!/bin/sh\n{script}\n' >/run/fault/DEBIAN/postinst
        chmod 0755 /run/fault /run/fault/DEBIAN /run/fault/DEBIAN/postinst
        dpkg-deb --root-owner-group --build /run/fault /run/{name}.deb
        rm -r /run/fault

        """;

    private static string Purge(string name) => $"rm -f /run/{name}.deb /var/lib/dpkg/updates/0000; dpkg --purge --force-all {name}";
}
