using System.Runtime.Versioning;
using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>The files themselves: where they are, how they are written to, and what their owner is told.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
public sealed class KnownHostsFileTests : IDisposable
{
    private readonly Workspace home = new();

    [TestInitialize]
    public void NeedsServer() => Sshd.Require();

    public void Dispose() => home.Dispose();

    private static string Name => $"[127.0.0.1]:{SharedServer.Port}";

    private static string Entry => $"{Name} {SharedServer.Sshd.HostPublicKey("ed25519")}";

    private string KnownHosts => home["known_hosts"];

    [TestMethod]
    public async Task A_link_stays_a_link_and_its_target_is_written()
    {
        home.Write("dotfiles/known_hosts", "other ssh-ed25519 AAAA\n");
        File.CreateSymbolicLink(KnownHosts, home["dotfiles/known_hosts"]);

        await Wire.RunAsync(Options());

        Assert.AreEqual(home["dotfiles/known_hosts"], new FileInfo(KnownHosts).LinkTarget);
        Assert.AreEqual($"other ssh-ed25519 AAAA\n{Entry}\n", File.ReadAllText(home["dotfiles/known_hosts"]));
    }

    [TestMethod]
    public async Task A_link_to_a_file_that_is_not_there_yet_makes_it()
    {
        Directory.CreateDirectory(home["dotfiles"]);
        File.CreateSymbolicLink(KnownHosts, home["dotfiles/known_hosts"]);

        await Wire.RunAsync(Options());

        Assert.AreEqual($"{Entry}\n", File.ReadAllText(home["dotfiles/known_hosts"]));
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(home["dotfiles/known_hosts"]));
    }

    [TestMethod]
    public async Task The_permissions_of_a_file_that_is_there_are_left_as_they_are()
    {
        home.Write("known_hosts", "");
        File.SetUnixFileMode(KnownHosts, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        await Wire.RunAsync(Options());

        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(KnownHosts));
    }

    [TestMethod]
    public async Task A_file_from_Windows_is_read_and_added_to()
    {
        home.Write("known_hosts", "# comment\r\nother ssh-ed25519 AAAA\r\n");

        await Wire.RunAsync(Options());
        await Wire.RunAsync(Options());

        Assert.AreEqual($"# comment\r\nother ssh-ed25519 AAAA\r\n{Entry}\n", File.ReadAllText(KnownHosts));
    }

    [TestMethod]
    public async Task A_host_that_the_machine_knows_is_known_and_not_recorded_again()
    {
        home.Write("machine", Entry);

        var result = await Wire.RunAsync(Options() with { HostKeyPolicy = HostKeyPolicy.Strict });

        Assert.AreEqual("ready\n", result.Output);
        Assert.IsFalse(File.Exists(KnownHosts));
        Assert.AreEqual(Entry, File.ReadAllText(home["machine"]));
    }

    [TestMethod]
    public async Task A_key_that_the_machine_revokes_is_refused_even_where_the_user_knows_it()
    {
        home.Write("known_hosts", Entry);
        home.Write("machine", $"\n@revoked * {SharedServer.Sshd.HostPublicKey("ed25519")}");

        var failure = await Wire.FailureAsync(Options());

        Assert.AreEqual(ErrorCode.SshHostKeyMismatch, failure.Code);
        Assert.Contains($"{home["machine"]}:2 revokes", failure.Observed);
    }

    [TestMethod]
    public async Task A_key_that_differs_from_the_machines_is_mended_there()
    {
        home.Write("machine", $"{Name} {Other()}");

        var failure = await Wire.FailureAsync(Options());

        Assert.AreEqual(ErrorCode.SshHostKeyMismatch, failure.Code);
        Assert.Contains($"{home["machine"]}:1 has", failure.Observed);
        Assert.Contains($"sudo ssh-keygen -R '{Name}' -f '{home["machine"]}'", failure.Remedy);
    }

    [TestMethod]
    [DataRow("known_hosts", false)]
    [DataRow("known_hosts", true)]
    [DataRow("with 'quotes'", true)]
    public async Task The_mending_command_mends(string name, bool hashed)
    {
        var file = home.Write(name, $"other {Other()}\n{Name} {Other("rsa")}\n{Name} {Other("ecdsa")}\n");
        if (hashed) Shell.Run("ssh-keygen", "-q", "-H", "-f", file);
        var options = Options() with { KnownHostsFile = file };

        var failure = await Wire.FailureAsync(options);
        var command = failure.Remedy.Split("remove the old key with ")[1].Split(" and run again")[0];
        Shell.Run("sh", "-c", command);

        Assert.AreEqual("ready\n", (await Wire.RunAsync(options)).Output);
        Assert.HasCount(2, File.ReadAllLines(file));
    }

    [TestMethod]
    public async Task A_pattern_is_not_for_ssh_keygen_to_mend()
    {
        home.Write("known_hosts", $"# ours\n[127.0.0.*]:{SharedServer.Port} {Other()}\n");

        var failure = await Wire.FailureAsync(Options());

        Assert.Contains($"correct line 2 of {KnownHosts}, whose pattern matches this host,", failure.Remedy);
        Assert.DoesNotContain("ssh-keygen -R", failure.Remedy);
    }

    private string Other(string type = "ed25519")
    {
        if (!File.Exists(home[$"other_{type}"])) Shell.Keygen(home[$"other_{type}"], type);
        return string.Join(' ', File.ReadAllText(home[$"other_{type}.pub"]).Split(' ')[..2]);
    }

    private SshOptions Options() => Wire.Options(home) with { KnownHostsFile = KnownHosts, MachineKnownHostsFiles = [home["machine"], home["none"]] };
}
