using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>Generated known_hosts files mean the same to us and to OpenSSH. The last tests show the intended differences.</summary>
[TestClass]
public sealed class OpenSshDifferentialTests : IDisposable
{
    private const int Seed = 20261124;

    private readonly Workspace home = new();

    public required TestContext TestContext { get; init; }

    [TestInitialize]
    public void NeedsServer() => Sshd.Require();

    public void Dispose() => home.Dispose();

    [TestMethod]
    public void Two_hundred_files_match_the_lines_that_ssh_keygen_finds()
    {
        string[] names = ["a", "b.example", "10.0.0.1", "2001:db8::1", "[a]:2222", "[10.0.0.1]:2200"];
        string[] patterns = ["ab", "*", "*.example", "a*", "!a", "!*.example", "?", "[*]:2222", "10.0.0.?", "!10.0.0.1", "[a]:*", "*:*", "**", "?*"];
        string[] keys = [.. new[] { "ed25519", "ed25519", "ecdsa", "rsa" }.Select((type, i) => PublicKey(Shell.Keygen(home[$"k{i}"], type)))];
        var generator = new KnownHostsGenerator(Seed, names, patterns, keys);
        var files = Enumerable.Range(0, 200).Select(i => home.Write($"known_hosts_{i}", generator.Next(mostLines: 20))).ToList();

        Parallel.ForEach(files, file =>
        {
            var known = KnownHosts.Parse(File.ReadAllText(file));
            foreach (var name in names)
                Assert.AreSequenceEqual(FoundBySshKeygen(name, file), known.Find(name).Select(line => line.Number), $"seed {Seed}: {name} in\n{Shown(file)}");
        });
    }

    [TestMethod]
    public async Task Forty_files_give_the_result_of_ssh_with_a_real_server()
    {
        using var server = new Sshd(["ed25519", "ecdsa", "rsa"]);
        var port = server.Ports[0];
        string[] keys =
        [
            .. new[] { "ed25519", "ecdsa", "rsa" }.Select(server.HostPublicKey),
            .. new[] { "ed25519", "ecdsa", "rsa" }.Select(type => PublicKey(Shell.Keygen(home[$"other_{type}"], type))),
        ];
        var generator = new KnownHostsGenerator(Seed, [$"[127.0.0.1]:{port}"], ["*", $"[127.0.0.1]:{port}", $"[*]:{port}", "127.0.0.1", "other", "!127.*", $"!*:{port}"], keys);

        var verdicts = await CompareAsync(server, generator, files: 40);

        // Each kind occurred in the files.
        Assert.AreSequenceEqual(["changed", "known", "revoked", "unknown"], verdicts.Distinct(), SequenceOrder.InAnyOrder, $"seed {Seed}: {string.Join(' ', verdicts)}");
    }

    [TestMethod]
    public async Task Twenty_files_give_the_result_of_ssh_with_a_certificate()
    {
        var authority = Shell.Keygen(home["ca"]);
        using var server = Certified(authority, "-n", "127.0.0.1");
        var port = server.Ports[0];
        string[] keys = [server.HostPublicKey("ed25519"), PublicKey(authority), PublicKey(authority), PublicKey(Shell.Keygen(home["other"]))];
        var generator = new KnownHostsGenerator(Seed + 1, [$"[127.0.0.1]:{port}"], ["*", "[127.*]:*"], keys);

        var verdicts = await CompareAsync(server, generator, files: 20);

        Assert.Contains("known", verdicts);
    }

    [TestMethod]
    [DataRow("known", "@cert-authority 127.0.0.1 CA", "-n", "127.0.0.1")]
    [DataRow("known", "@cert-authority 127.0.0.* CA", "-n", "host,127.0.0.1")]
    [DataRow("unknown", "@cert-authority other CA", "-n", "127.0.0.1")]
    [DataRow("unknown", "@cert-authority * CA", "-n", "other")]
    [DataRow("unknown", "@cert-authority * CA", "-n", "127.0.0.1", "-V", "20200101:20200102")]
    [DataRow("unknown", "@cert-authority * CA", "-n", "127.0.0.1", "-V", "20990101:20990102")]
    [DataRow("known", "@cert-authority * CA\n* KEY", "-n", "127.0.0.1", "-V", "20200101:20200102")]
    [DataRow("unknown", "@cert-authority * CA", "-n", "127.0.0.1", "-O", "critical:strange@example.com=x")]
    [DataRow("revoked", "@cert-authority * CA\n@revoked * CA", "-n", "127.0.0.1")]
    [DataRow("revoked", "@revoked * CA\n* KEY", "-n", "127.0.0.1")]
    [DataRow("revoked", "@cert-authority * CA\n@revoked * KEY", "-n", "127.0.0.1")]
    public async Task A_host_certificate_gets_the_result_of_ssh(string expected, string lines, params string[] signing)
    {
        var authority = Shell.Keygen(home["ca"]);
        using var server = Certified(authority, signing);
        var file = home.Write("known_hosts", lines.Replace("CA", PublicKey(authority)).Replace("KEY", server.HostPublicKey("ed25519")) + "\n");

        Assert.AreEqual(expected, VerdictOfSsh(server, file), "ssh");
        Assert.AreEqual(expected, await VerdictAsync(server, file), "ours");
    }

    [TestMethod]
    [DataRow("revoked", "@revoked 127.0.0.1 KEY")]
    [DataRow("known", "127.0.0.1 KEY")]
    [DataRow("unknown", "127.0.0.1 OTHER")]
    [DataRow("changed", "127.0.0.1 KEY\n* OTHER")]
    public async Task A_host_known_on_the_default_port_gets_the_result_of_ssh(string expected, string lines)
    {
        using var server = new Sshd(["ed25519"]);
        var text = lines.Replace("KEY", server.HostPublicKey("ed25519")).Replace("OTHER", PublicKey(Shell.Keygen(home["other"])));
        var file = home.Write("known_hosts", text.Replace("* ", $"[127.0.0.1]:{server.Ports[0]} ") + "\n");

        Assert.AreEqual(expected, VerdictOfSsh(server, file), "ssh");
        Assert.AreEqual(expected, await VerdictAsync(server, file), "ours");
    }

    [TestMethod]
    [DataRow]
    [DataRow("-n", "127.*")]
    public async Task A_certificate_without_principals_or_with_a_pattern_matches_no_host(params string[] signing)
    {
        var authority = Shell.Keygen(home["ca"]);
        using var server = Certified(authority, signing);
        var file = home.Write("known_hosts", $"@cert-authority * {PublicKey(authority)}\n");

        Assert.AreEqual("unknown", await VerdictAsync(server, file));
    }

    [TestMethod]
    public async Task A_host_with_only_an_unsupported_key_type_does_not_count_as_new()
    {
        using var server = new Sshd(["ed25519"]);
        var blob = Convert.ToBase64String([0, 0, 0, 10, .. "ssh-future"u8, 0, 0, 0, 1, 7]);
        var file = home.Write("known_hosts", $"[127.0.0.1]:{server.Ports[0]} ssh-future {blob}\n");

        Assert.AreEqual("unknown", VerdictOfSsh(server, file));
        Assert.AreEqual("changed", await VerdictAsync(server, file));
    }

    [TestMethod]
    public async Task A_tab_after_a_marker_is_white_space_unlike_in_ssh()
    {
        using var server = new Sshd(["ed25519"]);
        var file = home.Write("known_hosts", $"@revoked\t* {server.HostPublicKey("ed25519")}\n");

        Assert.AreEqual("unknown", VerdictOfSsh(server, file));
        Assert.AreEqual("revoked", await VerdictAsync(server, file));
    }

    private async Task<IReadOnlyList<string>> CompareAsync(Sshd server, KnownHostsGenerator generator, int files)
    {
        var verdicts = new List<string>();
        for (var i = 0; i < files; i++)
        {
            var text = generator.Next(mostLines: 5);
            var file = home.Write($"known_hosts_{i}", text);
            verdicts.Add(VerdictOfSsh(server, file));
            Assert.AreEqual(verdicts[^1], await VerdictAsync(server, file), $"seed {Seed}, file {i}:\n{Shown(file)}");
        }

        return verdicts;
    }

    private async Task<string> VerdictAsync(Sshd server, string file)
    {
        var options = Wire.Options(home) with { KnownHostsFile = file, HostKeyPolicy = HostKeyPolicy.Strict, PrivateKeyPath = server.ClientKey };
        try
        {
            await (await Wire.ConnectAsync(options, Wire.Host(server.Ports[0]))).DisposeAsync();
            return "known";
        }
        catch (HostFailureException failure)
        {
            if (failure.Code == ErrorCode.SshHostKeyUnknown) return "unknown";
            Assert.AreEqual(ErrorCode.SshHostKeyMismatch, failure.Code, failure.Message);
            return failure.Observed.Contains("revokes") ? "revoked" : "changed";
        }
    }

    private static string VerdictOfSsh(Sshd server, string file)
    {
        var (exitCode, output) = Shell.TryRun(
            "ssh", "-F", "none", "-p", $"{server.Ports[0]}", "-i", server.ClientKey, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
            "-o", "StrictHostKeyChecking=yes", "-o", $"UserKnownHostsFile={file}", "-o", "GlobalKnownHostsFile=/dev/null", "-o", "UpdateHostKeys=no",
            $"{Environment.UserName}@127.0.0.1", "true");
        return exitCode == 0 ? "known"
            : output.Contains("REVOKED HOST KEY") || output.Contains("is revoked") ? "revoked"
            : output.Contains("IDENTIFICATION HAS CHANGED") ? "changed"
            : output.Contains("host key is known for") ? "unknown"
            : $"another end of ssh: {output}";
    }

    private static Sshd Certified(string authority, params string[] signing) => new(["ed25519"], sshd =>
    {
        Shell.Run("ssh-keygen", ["-q", "-s", authority, "-I", "test", "-h", .. signing, sshd.HostKeyPath("ed25519") + ".pub"]);
        return $"HostCertificate {sshd.HostKeyPath("ed25519")}-cert.pub";
    });

    private static string Shown(string file) =>
        string.Join('\n', File.ReadAllText(file).Split('\n').Select((line, i) => $"{i + 1}: {line[..Math.Min(line.Length, 200)]}"));

    private static string PublicKey(string path) => string.Join(' ', File.ReadAllText(path + ".pub").Split(' ')[..2]);

    // "# Host a found: line 3", and "# Host a found: line 4 REVOKED". With -l it reads the keys too, and skips broken ones.
    private static int[] FoundBySshKeygen(string name, string file) =>
    [
        .. Shell.TryRun("ssh-keygen", "-l", "-F", name, "-f", file).Output.Split('\n')
            .Where(line => line.StartsWith("# Host ", StringComparison.Ordinal))
            .Select(line => int.Parse(line.Split(" line ")[1].Split(' ')[0])),
    ];
}
