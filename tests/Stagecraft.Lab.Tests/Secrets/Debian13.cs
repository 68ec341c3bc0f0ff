using System.Diagnostics;
using Stagecraft.Bootstrap;
using Stagecraft.Testing.Keys;

namespace Stagecraft.Lab.Tests.Secrets;

/// <summary>A copy of a small Debian 13, and two archives of one small package: the genuine one and the attacker's.</summary>
internal sealed class Debian13 : IAsyncDisposable
{
    // The mark that the installed package leaves.
    private const string MakeArchive = """
        set -e
        mkdir -p "$1/pool" "$1/dists/jammy/stable/binary-$(dpkg --print-architecture)"
        tree=$(mktemp -d)
        mkdir "$tree/DEBIAN"
        printf 'Package: docker-ce\nVersion: %s\nArchitecture: all\nMaintainer: Stagecraft lab <lab@stagecraft.invalid>\nDescription: for tests\n' "$2" >"$tree/DEBIAN/control"
        printf '#!/bin/sh\necho %s >>/root/installed\n' "$3" >"$tree/DEBIAN/preinst"
        chmod 0755 "$tree" "$tree/DEBIAN/preinst"
        dpkg-deb --root-owner-group -Zgzip --build "$tree" "$1/pool" >/dev/null
        rm -rf "$tree"
        cd "$1"
        apt-ftparchive packages pool >"dists/jammy/stable/binary-$(dpkg --print-architecture)/Packages"
        apt-ftparchive -o APT::FTPArchive::Release::Suite=jammy -o APT::FTPArchive::Release::Codename=jammy \
            -o APT::FTPArchive::Release::Components=stable -o APT::FTPArchive::Release::Architectures="$(dpkg --print-architecture)" \
            release dists/jammy >Release
        mv Release dists/jammy/Release
        """;

    private readonly string root;
    private readonly string served;
    private readonly Process server;
    private readonly string url;

    private Debian13(string root, string served, Process server, string url) => (this.root, this.served, this.server, this.url) = (root, served, server, url);

    /// <summary>The authors of the installed packages, in order.</summary>
    public string Installed => File.Exists(root + "/root/installed") ? File.ReadAllText(root + "/root/installed") : "";

    public static async Task<Debian13> CreateAsync(ArchiveKeys keys)
    {
        var folder = Path.Combine(Lab.Folder.FullName, "debian13");
        var (root, served) = (folder + "/root", folder + "/served");
        Directory.CreateDirectory(served);
        Assert.AreEqual(0, ArchiveKeys.Run("/usr/bin/cp", [], "-a", await Lab.Debian13Async(), root).Exit);
        // The attacker's package is newer. apt installs it if it trusts it.
        foreach (var (name, version) in new[] { ("genuine", "1"), ("attacker", "2") })
        {
            Assert.AreEqual(0, ArchiveKeys.Run("/bin/bash", [], "-c", MakeArchive, "archive", $"{served}/{name}", version, name).Exit);
            keys.Sign($"{served}/{name}/dists/jammy/Release", $"{served}/{name}/dists/jammy/InRelease", attacker: name == "attacker");
        }

        // The copy uses the network of this machine, and apt's own user reads over it.
        var serving = Process.Start(new ProcessStartInfo("python3", ["-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", served, "0"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        serving.ErrorDataReceived += (_, _) => { };
        serving.BeginErrorReadLine();
        // Serving HTTP on 127.0.0.1 port 40123 (http://127.0.0.1:40123/) ...
        var words = (await serving.StandardOutput.ReadLineAsync())!.Split(' ');
        return new Debian13(root, served, serving, $"http://127.0.0.1:{words[Array.IndexOf(words, "port") + 1]}");
    }

    /// <summary>What a bootstrap does with the archive's key.</summary>
    public async Task<CommandRun> TakeKeyAsync(byte[] key, string keyring, string fingerprint)
    {
        await File.WriteAllBytesAsync(served + "/key", key);
        return await ShAsync($"""
            {RemoteScript.Read(typeof(HostSession).Assembly, "prelude")}
            {AptLibrary.Text}
            limited=
            apt_begin 10 60
            apt_key {url}/key {fingerprint} {keyring}
            ! grep unsandboxed "$apt_log"
            """);
    }

    /// <summary>What earlier versions did with the key.</summary>
    public Task InstallBytesAsync(byte[] key, string keyring)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(root + keyring)!);
        return File.WriteAllBytesAsync(root + keyring, key);
    }

    public void RemoveKey(string keyring) => File.Delete(root + keyring);

    /// <summary>Makes an archive the only source, fetches its index, and installs its package.</summary>
    public Task<CommandRun> InstallAsync(string archive, string keyring, string verifier) => ShAsync($"""
        rm -rf /root/installed /var/lib/apt/lists/*_dists_*
        dpkg --purge docker-ce >/dev/null 2>&1
        echo 'deb [signed-by={keyring}] {url}/{archive} jammy stable' >/etc/apt/sources.list.d/docker.list
        options='{(verifier == "gpgv" ? "-o APT::Key::GPGVCommand=/usr/bin/gpgv" : "")}'
        apt-get $options -q -o APT::Update::Error-Mode=any update
        apt-get $options -q -y install docker-ce
        """);

    public async ValueTask DisposeAsync()
    {
        server.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
        server.Dispose();
        Directory.Delete(Path.GetDirectoryName(root)!, recursive: true);
    }

    // In separate namespaces, so that no mount and no process remains.
    private async Task<CommandRun> ShAsync(string script)
    {
        await File.WriteAllTextAsync(root + "/root/script.sh", script);
        return await CommandRun.RunAsync(new ProcessStartInfo("unshare",
        [
            "--mount", "--pid", "--fork", "--kill-child", $"--mount-proc={root}/proc", "chroot", root,
            "/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "DEBIAN_FRONTEND=noninteractive", "sh", "/root/script.sh",
        ]));
    }
}
