namespace Stagecraft.Lab.Tests.Faults;

/// <summary>A damaged copy of the distribution's archive on the host itself, as the host's only source.</summary>
internal static class BrokenArchive
{
    /// <summary>Restores the host's own source and keys.</summary>
    public const string Heal = """
        systemctl stop fault-archive 2>/dev/null || :
        if [ -d /root/sources.fault ]; then
            rm -f /etc/apt/sources.list.d/fault.list
            find /root/sources.fault -name '*.list' -exec mv {} /etc/apt \;
            find /root/sources.fault -name '*.sources' -exec mv {} /etc/apt/sources.list.d \;
        fi
        rm -rf /root/sources.fault /srv/fault /etc/apt/trusted.gpg.d/fault.gpg /etc/apt/trusted.gpg.d/fault-lab.gpg
        """;

    /// <summary>Shell that takes away the host's own source. The function <c>source_from URL</c> then adds another one.</summary>
    public const string TakeSource = """

        . /etc/os-release
        mkdir -p /root/sources.fault
        for file in /etc/apt/sources.list /etc/apt/sources.list.d/$ID.sources; do [ ! -e $file ] || mv $file /root/sources.fault; done
        source_from() { echo "deb $1 $VERSION_CODENAME main" >/etc/apt/sources.list.d/fault.list; }

        """;

    // The run must install Compose. No file of it remains from before.
    public static readonly string NeedCompose = $"""
        dpkg --remove {Lab.Platform.Compose}
        apt-get clean
        """;

    // $suite is the index's folder, $index the list of packages, and $deb the package.
    private static readonly string Copy = NeedCompose + $$"""

        . /etc/os-release
        suite=dists/$VERSION_CODENAME
        index=main/binary-$(dpkg --print-architecture)/Packages
        mkdir -p /srv/fault/$(dirname $suite/$index)
        cd /srv/fault
        for file in InRelease Release $index; do
            curl -fsS -o $suite/$file http://lab-archive:8000/$ID/$suite/$file
        done
        deb=$(awk '$1 == "Package:" { package = $2 } $1 == "Filename:" && package == "{{Lab.Platform.Compose}}" { print $2 }' $suite/$index)
        mkdir -p $(dirname $deb)
        curl -fsS -o $deb http://lab-archive:8000/$ID/$deb
        [ ! -e /usr/share/keyrings/$ID-archive-keyring.gpg ] || cp /usr/share/keyrings/$ID-archive-keyring.gpg /etc/apt/trusted.gpg.d/fault-lab.gpg

        """;

    private const string Serve = TakeSource + """
        systemd-run --quiet --collect --unit=fault-archive python3 -m http.server --bind 127.0.0.1 --directory /srv/fault 8001
        until curl -fso /dev/null http://127.0.0.1:8001/; do sleep 0.1; done
        source_from http://127.0.0.1:8001
        """;

    // With a separate key, which the host trusts.
    private const string Sign = """

        mkdir -p -m 0700 keys
        gpg --homedir keys --batch --quiet --passphrase '' --quick-generate-key fault ed25519
        gpg --homedir keys --export >/etc/apt/trusted.gpg.d/fault.gpg
        gpg --homedir keys --batch --yes --clearsign --output $suite/InRelease $suite/Release
        gpgconf --homedir keys --kill all
        """;

    /// <param name="damage">Shell, in the archive's root; <c>$suite</c>, <c>$index</c> and <c>$deb</c> are the paths of the index's folder, of the list of packages in it, and of the package that is needed.</param>
    public static HostAction With(string damage) => Copy + damage + Serve;

    /// <summary>Like <see cref="With"/>, and signed after the damage.</summary>
    public static HostAction SignedWith(string damage) => Copy + damage + Sign + Serve;
}
