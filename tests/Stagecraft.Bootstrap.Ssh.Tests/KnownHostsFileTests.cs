using System.Runtime.Versioning;
using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>The known hosts files: their paths, how they are written, and the messages about them.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
public sealed class KnownHostsFileTests : ServerTests
{
    private static string Name => $"[127.0.0.1]:{SharedServer.Port}";

    private static string Entry => $"{Name} {SharedServer.Sshd.HostPublicKey("ed25519")}";

    private string KnownHosts => Home["known_hosts"];

    [TestMethod]
    public async Task A_link_stays_a_link_and_its_target_changes()
    {
        Home.Write("dotfiles/known_hosts", "other ssh-ed25519 AAAA\n");
        File.CreateSymbolicLink(KnownHosts, Home["dotfiles/known_hosts"]);

        await Wire.RunAsync(Options());

        Assert.AreEqual(Home["dotfiles/known_hosts"], new FileInfo(KnownHosts).LinkTarget);
        Assert.AreEqual($"other ssh-ed25519 AAAA\n{Entry}\n", File.ReadAllText(Home["dotfiles/known_hosts"]));
    }

    [TestMethod]
    public async Task A_link_to_a_missing_file_creates_the_file()
    {
        Directory.CreateDirectory(Home["dotfiles"]);
        File.CreateSymbolicLink(KnownHosts, Home["dotfiles/known_hosts"]);

        await Wire.RunAsync(Options());

        Assert.AreEqual($"{Entry}\n", File.ReadAllText(Home["dotfiles/known_hosts"]));
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Home["dotfiles/known_hosts"]));
    }

    [TestMethod]
    public async Task The_permissions_of_an_existing_file_stay_unchanged()
    {
        Home.Write("known_hosts", "");
        File.SetUnixFileMode(KnownHosts, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        await Wire.RunAsync(Options());

        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(KnownHosts));
    }

    [TestMethod]
    public async Task A_file_with_Windows_line_ends_is_read_and_extended()
    {
        Home.Write("known_hosts", "# comment\r\nother ssh-ed25519 AAAA\r\n");

        await Wire.RunAsync(Options());
        await Wire.RunAsync(Options());

        Assert.AreEqual($"# comment\r\nother ssh-ed25519 AAAA\r\n{Entry}\n", File.ReadAllText(KnownHosts));
    }

    [TestMethod]
    public async Task A_host_in_the_system_file_is_known_and_not_recorded_again()
    {
        Home.Write("machine", Entry);

        var result = await Wire.RunAsync(Options() with { HostKeyPolicy = HostKeyPolicy.Strict });

        Assert.AreEqual("ready\n", result.Output);
        Assert.IsFalse(File.Exists(KnownHosts));
        Assert.AreEqual(Entry, File.ReadAllText(Home["machine"]));
    }

    [TestMethod]
    public async Task A_key_revoked_in_the_system_file_is_always_refused()
    {
        Home.Write("known_hosts", Entry);
        Home.Write("machine", $"\n@revoked * {SharedServer.Sshd.HostPublicKey("ed25519")}");

        var failure = await Wire.FailureAsync(Options());

        Assert.AreEqual(ErrorCode.SshHostKeyMismatch, failure.Code);
        Assert.Contains($"{Home["machine"]}:2 revokes", failure.Observed);
    }

    [TestMethod]
    public async Task A_key_that_differs_from_the_system_file_has_its_fix_there()
    {
        Home.Write("machine", $"{Name} {Other()}");

        var failure = await Wire.FailureAsync(Options());

        Assert.AreEqual(ErrorCode.SshHostKeyMismatch, failure.Code);
        Assert.Contains($"{Home["machine"]}:1 has", failure.Observed);
        Assert.Contains($"sudo ssh-keygen -R '{Name}' -f '{Home["machine"]}'", failure.Remedy);
    }

    [TestMethod]
    public async Task A_host_in_the_users_second_file_is_known_and_not_recorded_again()
    {
        Home.Write(".ssh/known_hosts2", Entry);
        var options = Options() with { KnownHostsFile = null, HomeDirectory = Home.Root };

        var result = await Wire.RunAsync(options);

        Assert.AreEqual("ready\n", result.Output);
        Assert.IsFalse(File.Exists(Home[".ssh/known_hosts"]));
        Assert.AreEqual(Entry, File.ReadAllText(Home[".ssh/known_hosts2"]));
    }

    [TestMethod]
    public async Task A_key_that_differs_from_the_users_second_file_has_its_fix_there()
    {
        Home.Write(".ssh/known_hosts2", $"{Name} {Other()}");

        var failure = await Wire.FailureAsync(Options() with { KnownHostsFile = null, HomeDirectory = Home.Root });

        Assert.Contains($"with ssh-keygen -R '{Name}' -f '{Home[".ssh/known_hosts2"]}'", failure.Remedy);
    }

    [TestMethod]
    [DataRow("known_hosts", false)]
    [DataRow("known_hosts", true)]
    [DataRow("with 'quotes'", true)]
    public async Task The_command_in_the_fix_works(string name, bool hashed)
    {
        var file = Home.Write(name, $"other {Other()}\n{Name} {Other("rsa")}\n{Name} {Other("ecdsa")}\n");
        if (hashed) Shell.Run("ssh-keygen", "-q", "-H", "-f", file);
        var options = Options() with { KnownHostsFile = file };

        var failure = await Wire.FailureAsync(options);
        var command = failure.Remedy.Split("remove the old key with ")[1].Split(" and run again")[0];
        Shell.Run("sh", "-c", command);

        Assert.AreEqual("ready\n", (await Wire.RunAsync(options)).Output);
        Assert.HasCount(2, File.ReadAllLines(file));
    }

    [TestMethod]
    public async Task The_fix_for_a_pattern_does_not_use_ssh_keygen()
    {
        Home.Write("known_hosts", $"# ours\n[127.0.0.*]:{SharedServer.Port} {Other()}\n");

        var failure = await Wire.FailureAsync(Options());

        Assert.Contains($"correct line 2 of {KnownHosts}, whose pattern matches this host,", failure.Remedy);
        Assert.DoesNotContain("ssh-keygen -R", failure.Remedy);
    }

    private string Other(string type = "ed25519")
    {
        if (!File.Exists(Home[$"other_{type}"])) Shell.Keygen(Home[$"other_{type}"], type);
        return string.Join(' ', File.ReadAllText(Home[$"other_{type}.pub"]).Split(' ')[..2]);
    }

    private SshOptions Options() => Wire.Options(Home) with { KnownHostsFile = KnownHosts, MachineKnownHostsFiles = [Home["machine"], Home["none"]] };
}
