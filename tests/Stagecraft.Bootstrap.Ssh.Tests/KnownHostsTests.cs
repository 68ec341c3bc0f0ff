using Stagecraft.Bootstrap.Ssh.HostKeys;
using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

[TestClass]
public sealed class KnownHostsTests : IDisposable
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

    private static readonly HostKey ParsedKey = HostKey.TryParse(Key.Split(' ')[0], Key.Split(' ')[1])!;

    private readonly Workspace home = new();

    public void Dispose() => home.Dispose();

    [TestMethod]
    [DataRow("host", "host", true)]
    [DataRow("HOST", "host", true)]
    [DataRow("other,host", "host", true)]
    [DataRow("h?st", "host", true)]
    [DataRow("*.example.com", "a.b.example.com", true)]
    [DataRow("*.example.com", "example.com", false)]
    [DataRow("*,!host", "host", false)]
    [DataRow("!host,*", "host", false)]
    [DataRow("!host,*", "other", true)]
    [DataRow("!other", "host", false)]
    [DataRow("[host]:2222", "[host]:2222", true)]
    [DataRow("[host]:2222", "host", false)]
    [DataRow("host", "[host]:2222", false)]
    [DataRow("[*]:22?2", "[host]:2222", true)]
    [DataRow("2001:db8::1", "2001:db8::1", true)]
    public void A_line_speaks_of_the_hosts_that_it_lists(string hosts, string name, bool expected)
    {
        Assert.HasCount(expected ? 1 : 0, KnownHosts.Parse($"{hosts} {Key}\n").Find(name));
    }

    [TestMethod]
    [DataRow("host")]
    [DataRow("host ssh-ed25519")]
    [DataRow("host ssh-ed25519 not-base64!")]
    [DataRow("host ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl")]
    [DataRow("host 1024 35 1234567890")]
    [DataRow("@unknown host " + Key)]
    [DataRow("@revoked @revoked host " + Key)]
    [DataRow("#host " + Key)]
    [DataRow("|1|AAAA|AAAA " + Key)]
    [DataRow("|2|x|y " + Key)]
    public void A_malformed_line_is_passed_over(string line)
    {
        var known = KnownHosts.Parse($"{line}\n  \t host {Key} and a comment\n");

        Assert.AreEqual(2, known.Find("host").Single().Number);
    }

    [TestMethod]
    public void Markers_are_told_apart()
    {
        var known = KnownHosts.Parse($"@cert-authority * {Key}\n@revoked host {Key}\nhost {Key}\n");

        CollectionAssert.AreEqual(
            new[] { KnownHostMarker.CertAuthority, KnownHostMarker.Revoked, KnownHostMarker.None },
            known.Find("host").Select(line => line.Marker).ToArray());
    }

    [TestMethod]
    public void It_finds_what_ssh_keygen_finds()
    {
        if (!Sshd.Exists) Assert.Inconclusive("OpenSSH is missing: install openssh-server.");
        var random = new Random(20260722);
        string[] words = ["a", "ab", "b.example", "c.example", "10.0.0.1", "2001:db8::1", "[a]:2222", "[10.0.0.1]:2200"];
        string[] patterns = [.. words, "*", "*.example", "a*", "!a", "!*.example", "?", "[*]:2222", "10.0.0.?", "!10.0.0.1"];
        var keys = Enumerable.Range(0, 4).Select(i => Shell.Keygen(home[$"k{i}"])).Select(path => string.Join(' ', File.ReadAllText(path + ".pub").Split(' ')[..2])).ToList();

        for (var round = 0; round < 8; round++)
        {
            var lines = Enumerable.Range(0, 40).Select(_ => random.Next(8) switch
            {
                0 => "# comment",
                1 => $"{Pick(words)} ssh-ed25519 broken",
                2 => $"@revoked {Pick(words)} {Pick(keys)}",
                3 => $"@cert-authority {Pick(words)} {Pick(keys)}",
                _ => $"{string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pick(patterns)))} {Pick(keys)}",
            });
            var file = home.Write($"known_hosts_{round}", string.Join('\n', lines) + "\n");
            // Hashing leaves patterns as they are: the file then has both.
            if (round % 2 == 1) Shell.TryRun("ssh-keygen", "-q", "-H", "-f", file);

            var known = KnownHosts.Parse(File.ReadAllText(file));
            foreach (var word in words)
                CollectionAssert.AreEqual(FoundBySshKeygen(word, file), known.Find(word).Select(line => line.Number).ToArray(), $"{word} in {File.ReadAllText(file)}");
        }

        string Pick(IReadOnlyList<string> choices) => choices[random.Next(choices.Count)];
    }

    [TestMethod]
    public void Many_writers_of_one_file_leave_each_host_on_one_whole_line()
    {
        var path = home["known_hosts"];
        // As two processes would: each has read the file before the other wrote.
        KnownHostsFile[] files = [KnownHostsFile.Load(path), KnownHostsFile.Load(path)];

        Parallel.For(0, 128, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
            Assert.AreEqual(HostKeyState.Trusted, files[i % 2].Add($"host-{i / 2}", ParsedKey).State));

        CollectionAssert.AreEquivalent(
            Enumerable.Range(0, 64).Select(i => $"host-{i} {Key}").ToArray(),
            File.ReadAllLines(path));
    }

    [TestMethod]
    public void A_key_that_another_process_recorded_meanwhile_is_not_overruled()
    {
        var path = home["known_hosts"];
        var file = KnownHostsFile.Load(path);
        var other = File.ReadAllText(Shell.Keygen(home["other"]) + ".pub");
        File.WriteAllText(path, $"host {other}");

        Assert.AreEqual(HostKeyState.Changed, file.Add("host", ParsedKey).State);
        Assert.AreEqual($"host {other}", File.ReadAllText(path));
    }

    [TestMethod]
    public void Ten_thousand_hashed_lines_are_searched_for_a_hundred_hosts()
    {
        var (salt, hash) = (Convert.ToBase64String(new byte[20]), Convert.ToBase64String(new byte[20]));
        var known = KnownHosts.Parse(string.Concat(Enumerable.Repeat($"|1|{salt}|{hash} {Key}\n", 10_000)));

        for (var i = 0; i < 100; i++)
            Assert.IsEmpty(known.Find($"host-{i}"));
    }

    // "# Host a found: line 3", and "# Host a found: line 4 REVOKED"; with -l it reads the keys too, and passes over broken ones.
    private static int[] FoundBySshKeygen(string name, string file) =>
    [
        .. Shell.TryRun("ssh-keygen", "-l", "-F", name, "-f", file).Output.Split('\n')
            .Where(line => line.StartsWith("# Host ", StringComparison.Ordinal))
            .Select(line => int.Parse(line.Split(" line ")[1].Split(' ')[0])),
    ];
}
