using System.Diagnostics;
using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

[TestClass]
public sealed class KnownHostsTests : IDisposable
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

    private const string SharedFile = "STAGECRAFT_TEST_KNOWN_HOSTS";

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
    public void A_line_applies_to_the_hosts_that_it_lists(string hosts, string name, bool expected)
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
    public void A_malformed_line_is_skipped(string line)
    {
        var known = KnownHosts.Parse($"{line}\n  \t host {Key} and a comment\n");

        Assert.AreEqual(2, known.Find("host").Single().Number);
    }

    [TestMethod]
    public void Markers_are_recognized()
    {
        var known = KnownHosts.Parse($"@cert-authority * {Key}\n@revoked host {Key}\nhost {Key}\n");

        Assert.AreSequenceEqual(
            [KnownHostMarker.CertAuthority, KnownHostMarker.Revoked, KnownHostMarker.None],
            known.Find("host").Select(line => line.Marker));
    }

    [TestMethod]
    public void Many_writers_leave_one_complete_line_per_host()
    {
        var path = home["known_hosts"];
        // Like two processes: each has read the file before the other wrote.
        KnownHostsFiles[] files = [Load(path), Load(path)];

        Parallel.For(0, 128, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
            Assert.AreEqual(HostKeyState.Trusted, files[i % 2].Add($"host-{i / 2}", ParsedKey).State));

        Assert.AreSequenceEqual(
            Enumerable.Range(0, 64).Select(i => $"host-{i} {Key}"),
            File.ReadAllLines(path), SequenceOrder.InAnyOrder);
    }

    [TestMethod]
    public async Task Two_parallel_processes_leave_one_complete_line_per_host()
    {
        var path = home["known_hosts"];

        await Task.WhenAll(WriteInAnotherProcessAsync(path), WriteInAnotherProcessAsync(path));

        Assert.AreSequenceEqual(
            Enumerable.Range(0, 64).Select(i => $"host-{i} {Key}"),
            File.ReadAllLines(path), SequenceOrder.InAnyOrder);
    }

    /// <summary>The other processes run this test alone, with the file to write in their environment.</summary>
    [TestMethod]
    public void One_writer_leaves_one_complete_line_per_host()
    {
        var path = Environment.GetEnvironmentVariable(SharedFile) ?? home["known_hosts"];
        var file = Load(path);

        for (var i = 0; i < 64; i++)
            Assert.AreEqual(HostKeyState.Trusted, file.Add($"host-{i}", ParsedKey).State);

        foreach (var i in Enumerable.Range(0, 64))
            Assert.HasCount(1, File.ReadAllLines(path).Where(line => line == $"host-{i} {Key}"));
    }

    [TestMethod]
    public void A_key_that_another_process_records_meanwhile_is_kept()
    {
        var path = home["known_hosts"];
        var file = Load(path);
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

    private static async Task WriteInAnotherProcessAsync(string path)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(KnownHostsTests).Assembly.Location, "--filter", nameof(One_writer_leaves_one_complete_line_per_host)])
        {
            Environment = { [SharedFile] = path },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.AreEqual(0, process.ExitCode, output);
    }

    private static KnownHostsFiles Load(string path) => new([KnownHostsFile.Load(path)], []);
}
