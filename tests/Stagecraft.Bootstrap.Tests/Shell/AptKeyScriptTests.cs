using Stagecraft.Testing.Keys;

namespace Stagecraft.Bootstrap.Tests.Shell;

/// <summary>The handling of an archive's key, with the real GnuPG and the verifier that apt uses.</summary>
[TestClass]
public sealed class AptKeyScriptTests
{
    private const string Url = "https://download.docker.com/linux/ubuntu/gpg";
    private const string Armored = "/etc/apt/keyrings/docker.asc";
    private const string Binary = "/usr/share/keyrings/tailscale-archive-keyring.gpg";

    // Names only, so that listing the tests does not need GnuPG.
    private static ArchiveKeys? keys;
    private static IReadOnlyList<KeyFile> files = [];

    private static ArchiveKeys Keys => keys!;

    [ClassInitialize]
    public static void MakeKeys(TestContext context)
    {
        if (ArchiveKeys.Missing is not null) return;
        keys = ArchiveKeys.Create();
        files = keys.Files();
    }

    [ClassCleanup]
    public static void DropKeys() => keys?.Dispose();

    [TestInitialize]
    public void NeedGnuPG()
    {
        if (ArchiveKeys.Missing is { } missing) Assert.Inconclusive($"{missing} is not installed.");
    }

    // The attack is real: this is the rule of earlier versions, and how apt reads the keys that they installed.
    [TestMethod]
    public void Hostile_key_files_show_the_pinned_key_but_gpgv_trusts_another()
    {
        foreach (var (file, armored) in new[] { (Keys.AfterAnUnknownLabel, true), (Keys.AfterAMessage, true), (Keys.BehindAnUnknownCompression, false) })
        {
            Assert.AreSequenceEqual([Keys.Fingerprint], Keys.Shown(file));
            Assert.IsTrue(Keys.Gpgv(file, armored, attacker: true));
        }
    }

    [TestMethod]
    [DataRow(Armored)]
    [DataRow(Binary)]
    public async Task Only_the_pinned_key_of_an_archive_is_installed(string keyring)
    {
        foreach (var file in files)
        {
            using var host = Host(file.Bytes);

            var answer = await KeyAsync(host, Keys.Fingerprint, keyring);

            Assert.AreEqual(file.IsAccepted, answer.Succeeded, $"{file}: {answer["detail"]}{answer.Error}");
            Assert.AreEqual("", answer.Error, file.Name);
            if (file.IsAccepted) AssertGenuine(host, keyring, file.Name);
            else Assert.AreEqual("key", answer["reason"], file.Name);
            AssertNothingElse(host, file.IsAccepted ? keyring : null);
        }
    }

    [TestMethod]
    public async Task Without_a_pinned_fingerprint_exactly_one_key_is_installed()
    {
        foreach (var file in files)
        {
            using var host = Host(file.Bytes);

            var answer = await KeyAsync(host, "-", Binary);

            if (file.IsAccepted) AssertGenuine(host, Binary, file.Name);
            else if (answer.Succeeded) Assert.HasCount(1, Keys.Shown(await File.ReadAllBytesAsync(host.Path(Binary))), file.Name);
            else AssertNothingElse(host, null);
        }
    }

    [TestMethod]
    public async Task An_invalid_key_file_is_explained()
    {
        foreach (var (file, observed) in new (byte[], string)[]
        {
            (Keys.Attacker, $"the key at {Url} has the fingerprint {Keys.AttackerFingerprint}, not {Keys.Fingerprint}"),
            ([.. Keys.Genuine, .. Keys.Attacker], $"the file at {Url} contains 2 keys, not one"),
            ([.. "<html>"u8], $"GnuPG cannot import the key at {Url}: gpg: no valid OpenPGP data found."),
            (Keys.BehindAnUnknownCompression, $"GnuPG cannot import the key at {Url}: gpg: import from '[stdin]' failed: "),
            (new byte[(1 << 20) + 1], $"the file at {Url} is larger than 1024 KiB, too large for a key"),
        })
        {
            using var host = Host(file);

            Assert.StartsWith(observed, (await KeyAsync(host, Keys.Fingerprint, Armored))["detail"]);
        }
    }

    [TestMethod]
    public async Task A_refused_key_does_not_replace_the_installed_one()
    {
        using var host = Host(Keys.Attacker).Put(Armored, "the key of before");

        await KeyAsync(host, Keys.Fingerprint, Armored);

        Assert.AreEqual("the key of before", await File.ReadAllTextAsync(host.Path(Armored)));
    }

    // apt checks signatures as a separate user.
    [TestMethod]
    public async Task The_key_and_its_directory_are_readable_under_a_strict_umask()
    {
        using var host = Host(Keys.Genuine).WithTool("stat");

        var answer = await host.CallAsync("apt", $"umask 077\napt_begin 10 60\napt_key {Url} - {Armored}\nanswer modes \"$(stat -c %a /etc/apt/keyrings {Armored} | tr '\\n' ' ')\"");

        Assert.AreEqual("755 644 ", answer["modes"], answer["detail"]);
    }

    [TestMethod]
    public async Task A_revoked_key_is_installed_as_revoked()
    {
        using var host = Host(Keys.Revoked());

        var answer = await KeyAsync(host, Keys.Fingerprint, Binary);

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.IsTrue(Keys.IsRevoked(await File.ReadAllBytesAsync(host.Path(Binary))), "apt refuses what it signs");
    }

    [TestMethod]
    public async Task Settings_of_an_account_are_ignored()
    {
        using var host = Host(Keys.AfterAnUnknownLabel);
        host.Put("/home/gnupg/gpg.conf", "comment a comment\nkeyring /nowhere\nno-such-option\n").WithEnvironment("GNUPGHOME", host.Path("/home/gnupg")).WithEnvironment("HOME", host.Path("/home"));

        var answer = await KeyAsync(host, Keys.Fingerprint, Armored);

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        AssertGenuine(host, Armored, "with settings");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task GnuPG_leaves_no_daemon_behind()
    {
        foreach (var file in files.Where(file => file.Name is "the genuine key" or "the attacker's secret key" or "a keybox"))
        {
            using var host = Host(file.Bytes);
            await KeyAsync(host, Keys.Fingerprint, Binary);

            var left = Directory.EnumerateDirectories("/proc").Where(process => Read($"{process}/cmdline").Contains(host.Path(""), StringComparison.Ordinal));

            Assert.IsEmpty(left, file.Name);
        }
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static void AssertGenuine(ShellSandbox host, string keyring, string name)
    {
        var bytes = File.ReadAllBytes(host.Path(keyring));
        var armored = keyring.EndsWith(".asc", StringComparison.Ordinal);
        Assert.AreSequenceEqual([Keys.Fingerprint], Keys.Shown(bytes), name);
        Assert.AreEqual(armored, bytes[0] == '-', name);
        Assert.IsTrue(Keys.Gpgv(bytes, armored, attacker: false), $"{name}: the subkey that signs is lost");
        Assert.IsFalse(Keys.Gpgv(bytes, armored, attacker: true), name);
        Assert.IsLessThan(0, bytes.AsSpan().IndexOf(Keys.Attacker.AsSpan(0, 64)), name);
    }

    // No temporary file of the key remains.
    private static void AssertNothingElse(ShellSandbox host, string? keyring)
    {
        Assert.AreEqual(keyring is not null, keyring is not null && File.Exists(host.Path(keyring)));
        string[] left = [.. new[] { "/run", "/etc/apt/keyrings", "/usr/share/keyrings" }.Select(host.Path).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Where(file => keyring is null || file != host.Path(keyring))];
        Assert.AreEqual("", string.Join(' ', left));
    }

    private static ShellSandbox Host(byte[] served)
    {
        var host = new ShellSandbox().WithTool("gpg").Put("/served");
        File.WriteAllBytes(host.Path("/served"), served);
        // If more is written than the limit allows, the signal ends a process of apt.
        return host.Program("usr/lib/apt/apt-helper", $"[ \"$1\" = download-file ] || exit 99\ncat '{host.Path("/served")}' >\"$3\" || exit 100");
    }

    private static Task<ScriptAnswer> KeyAsync(ShellSandbox host, string fingerprint, string keyring) =>
        host.CallAsync("apt", $"apt_begin 10 60\napt_key {Url} {fingerprint} {(keyring == Binary ? host.Path(Binary) : keyring)}");
}
