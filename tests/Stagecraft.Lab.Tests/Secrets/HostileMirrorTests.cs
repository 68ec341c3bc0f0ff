using Stagecraft.Bootstrap;
using Stagecraft.Testing.Keys;

namespace Stagecraft.Lab.Tests.Secrets;

/// <summary>
/// Mirrors that hide a second key behind the pinned one, and packages with code that they have signed with it. Runs on
/// Ubuntu 22.04, whose apt uses gpgv. For Debian 13, see <see cref="HostileMirrorOnDebian13Tests"/>.
/// </summary>
[TestClass]
[RequiresLab]
public sealed class HostileMirrorTests
{
    private const string DockerKeyring = "/etc/apt/keyrings/docker.asc";
    private const string TailscaleKeyring = "/usr/share/keyrings/tailscale-mirror.gpg";
    private const string OldMark = "# Written by Stagecraft; its next run may write it again.";
    private const string Gone = "Reinstallation of docker-buildx-plugin is not possible, it cannot be downloaded.";
    private const string MakeOld = $"sed -i '1s/.*/{OldMark}/'";

    private const int Host = 5;
    private const string PlatformName = "ubuntu-22.04";

    private static SupportedPlatform Platform => Lab.Platforms[PlatformName];

    private static HostileArchive Archive { get; } = new(Host, Platform);

    private static string Config { get; set; } = "";

    [ClassInitialize]
    public static async Task AddHostAsync(TestContext context) => Config = await Lab.AddAsync(Host, PlatformName);

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_Docker_mirror_that_hides_a_key_installs_nothing(bool asMessage)
    {
        await Lab.ResetAsync(Host);
        using var keys = ArchiveKeys.Create(await Archive.KeyAsync(Archive.DockerCe));
        await Archive.ServeAsync(Archive.DockerCe, "docker-buildx-plugin", keys, asMessage ? keys.AfterAMessage : keys.AfterAnUnknownLabel);

        var refused = await RunAsync(DockerFrom(HostileArchive.Url, keys));

        Assert.AreEqual("docker_install_failed", Report.Of(refused).Error(Host), refused.ToString());
        Assert.Contains("NO_PUBKEY", Report.Of(refused).Message(Host));
        await AssertNotOwnedAsync();
        Assert.AreSequenceEqual([keys.Fingerprint], keys.Shown(await ReadAsync(DockerKeyring)));
        // The attack is real: with the fetched bytes, as earlier versions installed them, apt trusts the attacker.
        await Lab.OnHostAsync(Host, $"""
            set -e
            cp /srv/hostile/{Archive.DockerCe}/gpg {DockerKeyring}
            apt-get -q -o APT::Update::Error-Mode=any update
            apt-get -q -y install docker-buildx-plugin
            rm {HostileArchive.Owned}
            apt-get -q -y purge docker-buildx-plugin
            """);

        await Archive.ServeAsync(Archive.DockerCe);
        var accepted = await RunAsync(DockerFrom(HostileArchive.Url, keys));

        Assert.AreEqual("success", Report.Of(accepted).Status(Host), accepted.ToString());
        await AssertNotOwnedAsync();
    }

    [TestMethod]
    public async Task A_Tailscale_mirror_that_hides_a_key_installs_nothing()
    {
        await Lab.ResetAsync(Host);
        using var keys = ArchiveKeys.Create(await Archive.KeyAsync(Archive.Tailscale));
        await Archive.ServeAsync(Archive.Tailscale, "tailscale", keys, keys.BehindAnUnknownCompression);
        var config = Config.Replace($"\"{Lab.Archive}/tailscale\"", $"\"{HostileArchive.Url}/tailscale\"", StringComparison.Ordinal);

        var refused = await RunAsync(config);

        Assert.AreEqual("network_install_failed", Report.Of(refused).Error(Host), refused.ToString());
        Assert.Contains("GnuPG cannot import the key at ", Report.Of(refused).Message(Host));
        Assert.AreEqual("", await Lab.OnHostAsync(Host, $"cat {TailscaleKeyring} /etc/apt/sources.list.d/tailscale.list 2>/dev/null || :"));
        await AssertNotOwnedAsync();
        await Lab.OnHostAsync(Host, $"""
            set -e
            cp /srv/hostile/{Archive.Tailscale}/{Platform.Codename}.noarmor.gpg {TailscaleKeyring}
            echo 'deb [signed-by={TailscaleKeyring}] {HostileArchive.Url}/{Archive.Tailscale} {Platform.Codename} main' >/etc/apt/sources.list.d/fooled.list
            apt-get -q -o APT::Update::Error-Mode=any update
            apt-get -q -y --download-only install tailscale
            rm /etc/apt/sources.list.d/fooled.list {TailscaleKeyring}
            apt-get clean
            """);

        await Archive.ServeAsync(Archive.Tailscale);
        var accepted = await RunAsync(config);

        Assert.AreEqual("success", Report.Of(accepted).Status(Host), accepted.ToString());
        await AssertNotOwnedAsync();
    }

    [TestMethod]
    public async Task Keys_of_an_earlier_version_and_their_indexes_are_replaced()
    {
        await Lab.ResetAsync(Host);
        using var keys = ArchiveKeys.Create(await Archive.KeyAsync(Archive.DockerCe));
        var config = DockerFrom(HostileArchive.Url, keys);
        await Archive.ServeAsync(Archive.DockerCe);
        Assert.AreEqual("success", Report.Of(await RunAsync(config)).Status(Host));

        // The result of an earlier version: the host is ready, and apt trusts the attacker.
        await Archive.ServeAsync(Archive.DockerCe, "docker-buildx-plugin", keys, keys.AfterAnUnknownLabel);
        await Lab.OnHostAsync(Host, $"""
            set -e
            cp /srv/hostile/{Archive.DockerCe}/gpg {DockerKeyring}
            {MakeOld} /etc/apt/sources.list.d/docker.list /etc/apt/sources.list.d/tailscale.list
            apt-get -q -o APT::Update::Error-Mode=any update
            """);
        var check = Report.Of(await RunAsync(config, "check"));
        Assert.AreEqual(
            "docker: replace the package key of docker-ce (an earlier version installed its key as downloaded); "
            + "network-install: replace the package key of tailscale (an earlier version installed its key as downloaded)",
            check.Pending(Host));

        // If the key cannot be fetched, the host is not ready, and the next run tries again.
        await Archive.StopAsync();
        AssertFails(await RunAsync(config), "The package key of docker-ce could not be replaced: ");
        await Lab.OnHostAsync(Host, $"grep -qx '{OldMark}' /etc/apt/sources.list.d/docker.list");

        await Archive.ServeAsync(Archive.DockerCe, "docker-buildx-plugin", keys, keys.AfterAnUnknownLabel);
        AssertFails(await RunAsync(config), "NO_PUBKEY");
        AssertFails(await RunAsync(config), "NO_PUBKEY");
        Assert.AreSequenceEqual([keys.Fingerprint], keys.Shown(await ReadAsync(DockerKeyring)));
        Assert.AreEqual("", await Lab.OnHostAsync(Host, "ls /var/lib/apt/lists | grep 127.0.0.1 || :"));
        Assert.Contains(Gone, await Lab.OnHostAsync(Host, "apt-get -q -y --reinstall install docker-buildx-plugin"));
        await AssertNotOwnedAsync();

        await Archive.ServeAsync(Archive.DockerCe);
        var replaced = Report.Of(await RunAsync(config));
        Assert.AreSequenceEqual(
            ["docker: replace the package key of docker-ce", "network-install: replace the package key of tailscale"], replaced.Changes(Host));
        Assert.DoesNotContain(Gone, await Lab.OnHostAsync(Host, "set -e; apt-get -q -o APT::Update::Error-Mode=any update; apt-get -q -y --reinstall install docker-buildx-plugin"));
        await AssertReadyAndUnchangedAsync(config);

        await Lab.OnHostAsync(Host, $"{MakeOld} /etc/apt/sources.list.d/docker.list");
        Assert.AreSequenceEqual(["docker: remove the package source of docker-ce"], Report.Of(await RunAsync(Config)).Changes(Host));
        Assert.AreEqual("", await Lab.OnHostAsync(Host, $"cat {DockerKeyring} /etc/apt/sources.list.d/docker.list 2>/dev/null || :"));
        await AssertReadyAndUnchangedAsync(Config);
    }

    // apt says so where it could not: the first call is as it was before.
    [TestMethod]
    public async Task The_user_of_apt_fetches_keys_and_no_GnuPG_daemon_stays()
    {
        await Lab.ResetAsync(Host);
        await File.WriteAllTextAsync(await Lab.RootOfAsync(Host) + "/root/fetch.sh", $$"""
            {{RemoteScript.Read(typeof(HostSession).Assembly, "prelude")}}
            {{AptLibrary.Text}}
            limited=
            apt_begin 10 60
            apt_download {{Lab.Archive}}/{{Archive.DockerCe}}/gpg "$apt_dir/as-root" 1024
            grep -c unsandboxed "$apt_log"
            rm "$apt_dir/as-root"
            apt_key {{Lab.Archive}}/{{Archive.DockerCe}}/gpg - /usr/share/keyrings/fetched.asc
            grep -c unsandboxed "$apt_log"
            ls -A /run/stagecraft
            """);

        var said = await Lab.OnHostAsync(Host, "sh /root/fetch.sh; ls -d /run/stagecraft-fetch-* 2>/dev/null; ps -eo args | grep -E '[g]pg-agent|[k]eyboxd|[d]irmngr' || :");

        Assert.MatchesRegex(@"^1\n0\napt-\d+\.log\nkey-\d+\n$", said);
    }

    private static Task<CommandRun> RunAsync(string config, string command = "run") => Lab.ToolAsync([command, "--limit", $"lab-{Host:00}", "--output", "json"], config);

    private static string DockerFrom(string url, ArchiveKeys keys) => Config.Replace(
        "{installMethod: apt}", $"{{installMethod: docker-ce, mirror: \"{url}/{Archive.DockerCe}\", mirrorKeyFingerprint: {keys.Fingerprint}}}", StringComparison.Ordinal);

    private static async Task<byte[]> ReadAsync(string file) => await File.ReadAllBytesAsync(await Lab.RootOfAsync(Host) + file);

    private static async Task AssertNotOwnedAsync() => Assert.IsFalse(File.Exists(await Lab.RootOfAsync(Host) + HostileArchive.Owned), "code of the attacker's ran as root");

    private static void AssertFails(CommandRun run, string said)
    {
        Assert.AreEqual("docker_install_failed", Report.Of(run).Error(Host), run.ToString());
        Assert.Contains(said, Report.Of(run).Message(Host));
    }

    private static async Task AssertReadyAndUnchangedAsync(string config)
    {
        var again = await RunAsync(config);
        Assert.AreEqual("success", Report.Of(again).Status(Host), again.ToString());
        Assert.IsFalse(Report.Of(again).Changed(Host), again.ToString());
    }
}
