namespace Stagecraft.Lab.Tests.Faults;

/// <summary>A damaged copy of the lab's Ubuntu archive on the host itself, as the host's only source.</summary>
internal static class BrokenArchive
{
    /// <summary>Restores the host's own source and keys.</summary>
    public const string Heal = """
        systemctl stop fault-archive 2>/dev/null || :
        [ ! -e /etc/apt/sources.list.fault ] || mv /etc/apt/sources.list.fault /etc/apt/sources.list
        rm -rf /srv/fault /etc/apt/trusted.gpg.d/fault.gpg
        """;

    // The run must install Compose. No file of it remains from before.
    public const string NeedCompose = """
        dpkg --remove docker-compose-v2
        apt-get clean
        """;

    private const string Copy = NeedCompose + """

        mkdir -p /srv/fault/dists/jammy/main/binary-amd64 /srv/fault/pool
        cd /srv/fault
        for file in InRelease Release main/binary-amd64/Packages; do
            curl -fsS -o dists/jammy/$file http://lab-archive:8000/ubuntu/dists/jammy/$file
        done
        deb=$(awk '$1 == "Package:" { package = $2 } $1 == "Filename:" && package == "docker-compose-v2" { print $2 }' dists/jammy/main/binary-amd64/Packages)
        curl -fsS -o $deb http://lab-archive:8000/ubuntu/$deb

        """;

    private const string Serve = """

        systemd-run --quiet --collect --unit=fault-archive python3 -m http.server --bind 127.0.0.1 --directory /srv/fault 8001
        until curl -fso /dev/null http://127.0.0.1:8001/; do sleep 0.1; done
        mv /etc/apt/sources.list /etc/apt/sources.list.fault
        echo 'deb http://127.0.0.1:8001 jammy main' >/etc/apt/sources.list
        """;

    // With a separate key, which the host trusts.
    private const string Sign = """

        mkdir -p -m 0700 keys
        gpg --homedir keys --batch --quiet --passphrase '' --quick-generate-key fault ed25519
        gpg --homedir keys --export >/etc/apt/trusted.gpg.d/fault.gpg
        gpg --homedir keys --batch --yes --clearsign --output dists/jammy/InRelease dists/jammy/Release
        gpgconf --homedir keys --kill all
        """;

    /// <param name="damage">Shell, in the archive's root; <c>$deb</c> is the path of the package that is needed.</param>
    public static HostAction With(string damage) => Copy + damage + Serve;

    /// <summary>Like <see cref="With"/>, and signed after the damage.</summary>
    public static HostAction SignedWith(string damage) => Copy + damage + Sign + Serve;
}
