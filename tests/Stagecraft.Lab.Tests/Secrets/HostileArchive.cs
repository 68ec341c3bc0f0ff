using System.Diagnostics;
using Stagecraft.Bootstrap;
using Stagecraft.Testing.Keys;

namespace Stagecraft.Lab.Tests.Secrets;

/// <summary>
/// Copies of the lab's archives that a host serves to itself, at <see cref="Url"/>: unchanged, or with a package that
/// contains an attacker's code, the attacker's signature on the index, and any file as the key.
/// </summary>
internal sealed class HostileArchive(int host, SupportedPlatform platform)
{
    public const string Url = "http://127.0.0.1:8003";

    /// <summary>Where the attacker's code leaves its mark.</summary>
    public const string Owned = "/root/owned";

    public string DockerCe { get; } = $"docker-ce/linux/{platform.Id}";

    public string Tailscale { get; } = $"tailscale/stable/{platform.Id}";

    // The archive's owner uses the same tools (build/lab.d/repo/build.sh).
    private const string PutCodeInto = """
        set -e
        cd "$1"
        for deb in pool/*/"$2"_*.deb; do
            tree=$(mktemp -d)
            dpkg-deb --raw-extract "$deb" "$tree"
            printf '#!/bin/sh\nid >/root/owned\n' >"$tree/DEBIAN/preinst"
            chmod 0755 "$tree" "$tree/DEBIAN/preinst"
            rm "$deb"
            dpkg-deb --root-owner-group -Zgzip --build "$tree" "$deb" >/dev/null
            rm -rf "$tree"
        done
        codename=$(ls dists)
        cd "dists/$codename"
        component=$(ls -d */)
        component=${component%/}
        arch=$(dpkg --print-architecture)
        (cd ../.. && apt-ftparchive packages "pool/$codename") >"$component/binary-$arch/Packages"
        gzip -9 --force --keep "$component/binary-$arch/Packages"
        # apt asks where an archive's origin changes.
        origin=$(sed -n 's/^Origin: //p' Release)
        rm InRelease Release Release.gpg
        apt-ftparchive -o APT::FTPArchive::Release::Origin="$origin" -o APT::FTPArchive::Release::Suite="$codename" -o APT::FTPArchive::Release::Codename="$codename" \
            -o APT::FTPArchive::Release::Components="$component" -o APT::FTPArchive::Release::Architectures="$arch" \
            release . >../Release
        mv ../Release .
        """;

    private const string Start = """
        systemctl --quiet is-active hostile-archive && exit
        systemd-run --quiet --collect --unit=hostile-archive python3 -m http.server --bind 127.0.0.1 --directory /srv/hostile 8003
        until curl -fso /dev/null http://127.0.0.1:8003/; do sleep 0.1; done
        """;

    /// <summary>The lab's own key of an archive, in binary.</summary>
    public async Task<byte[]> KeyAsync(string archive)
    {
        var file = await File.ReadAllBytesAsync(Path.Combine(await WebRootAsync(), KeyFile(archive)));
        return file[0] == '-' ? ArchiveKeys.Run("/usr/bin/gpg", file, "--batch", "--no-options", "--dearmor").Output : file;
    }

    /// <summary>Serves an archive unchanged.</summary>
    public async Task ServeAsync(string archive)
    {
        var copy = Path.Combine(await Lab.RootOfAsync(host) + "/srv/hostile", archive);
        if (Directory.Exists(copy)) Directory.Delete(copy, recursive: true);
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        await RunAsync("cp", "-aL", Path.Combine(await WebRootAsync(), archive), copy);
        await Lab.OnHostAsync(host, Start);
    }

    /// <summary>Serves an archive with the attacker's code in a package, signed by the attacker, and a file in place of the key.</summary>
    public async Task ServeAsync(string archive, string package, ArchiveKeys keys, byte[] served)
    {
        await ServeAsync(archive);
        var copy = await Lab.RootOfAsync(host) + "/srv/hostile/" + archive;
        await RunAsync("/bin/bash", "-c", PutCodeInto, "hostile", copy, package);
        keys.Sign($"{copy}/dists/{platform.Codename}/Release", $"{copy}/dists/{platform.Codename}/InRelease", attacker: true);
        await File.WriteAllBytesAsync(await Lab.RootOfAsync(host) + "/srv/hostile/" + KeyFile(archive), served);
    }

    public Task StopAsync() => Lab.OnHostAsync(host, "systemctl stop hostile-archive 2>/dev/null || :");

    private string KeyFile(string archive) => archive == DockerCe ? $"{archive}/gpg" : $"{archive}/{platform.Codename}.noarmor.gpg";

    private static async Task<string> WebRootAsync() => (await Lab.InfoAsync()).GetProperty("webRoot").GetString()!;

    private static async Task RunAsync(string program, params IEnumerable<string> arguments)
    {
        var run = await CommandRun.RunAsync(new ProcessStartInfo(program, arguments));
        Assert.AreEqual(0, run.ExitCode, run.ToString());
    }
}
