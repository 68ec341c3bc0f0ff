using System.Diagnostics;
using System.Text;

namespace Stagecraft.Testing.Keys;

/// <summary>
/// Temporary keys from the real GnuPG, one of an archive and one of an attacker, each with a subkey for signing, like
/// Docker's key. Also the files in which an attacker could hide a key.
/// </summary>
public sealed class ArchiveKeys : IDisposable
{
    // apt 2.6 reads an armored keyring this way (/usr/bin/apt-key, dearmor_keyring), and passes the result to gpgv.
    private const string AsAptReadsArmor = """
        awk '/^-----BEGIN/{ x = 1; }
        /^$/{ if (x == 1) { x = 2; }; }
        /^[^=-]/{ if (x == 2) { print $0; }; }
        /^-----END/{ x = 0; }' | base64 -d
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("stagecraft-keys-");

    private ArchiveKeys()
    {
    }

    /// <summary>The program that is missing here to create keys, or null.</summary>
    public static string? Missing => new[] { "gpg", "gpg-agent", "gpgv", "gpgconf" }.FirstOrDefault(program => !File.Exists($"/usr/bin/{program}"));

    public string Fingerprint { get; private set; } = "";

    public string AttackerFingerprint { get; private set; } = "";

    /// <summary>The archive's key, in binary.</summary>
    public byte[] Genuine { get; private set; } = [];

    /// <summary>The attacker's key, in binary.</summary>
    public byte[] Attacker { get; private set; } = [];

    /// <param name="genuine">The key of an archive that there is, in binary; null for one that is made here and can sign.</param>
    public static ArchiveKeys Create(byte[]? genuine = null)
    {
        var keys = new ArchiveKeys();
        keys.AttackerFingerprint = keys.Make("attacker");
        keys.Attacker = keys.Export("attacker");
        if (genuine is null)
        {
            keys.Fingerprint = keys.Make("genuine");
            keys.Genuine = keys.Export("genuine");
        }
        else
        {
            keys.Home("genuine");
            keys.Gpg("genuine", genuine, "--no-autostart", "--import");
            keys.Fingerprint = keys.FingerprintOf("genuine");
            keys.Genuine = genuine;
        }

        return keys;
    }

    /// <summary>An armored block. apt accepts any label.</summary>
    public static byte[] Armor(byte[] binary, string label = "PGP PUBLIC KEY BLOCK") => Encoding.ASCII.GetBytes(
        $"-----BEGIN {label}-----\n\n{Convert.ToBase64String(binary, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n")}\n={Checksum(binary)}\n-----END {label}-----\n");

    // Without it, GnuPG reads an unpadded last line as data. https://www.rfc-editor.org/rfc/rfc4880#section-6.1
    private static string Checksum(byte[] binary)
    {
        var sum = 0xb704ce;
        foreach (var octet in binary)
        {
            sum ^= octet << 16;
            for (var bit = 0; bit < 8; bit++)
            {
                sum <<= 1;
                if ((sum & 0x1000000) != 0) sum ^= 0x1864cfb;
            }
        }

        return Convert.ToBase64String([(byte)(sum >> 16), (byte)(sum >> 8), (byte)sum]);
    }

    /// <summary>For attacks on Docker's key: GnuPG skips a block with an unknown label, but apt does not.</summary>
    public byte[] AfterAnUnknownLabel => [.. Armor(Attacker, "X"), .. Armor(Genuine)];

    /// <summary>The same with a label that sqv accepts, and under which GnuPG does not expect a key.</summary>
    public byte[] AfterAMessage => [.. Armor(Attacker, "PGP MESSAGE"), .. Armor(Genuine)];

    /// <summary>For attacks on Tailscale's key: GnuPG shows the genuine key and stops at the packet, but gpgv skips it.</summary>
    public byte[] BehindAnUnknownCompression => [.. Genuine, .. Packets(Attacker)[0], .. UnknownCompression, .. Attacker];

    private static byte[] UnknownCompression => [0xc8, 0x02, 0x63, 0x00];

    public IReadOnlyList<KeyFile> Files()
    {
        byte[] html = [.. "<html>404</html>\n"u8];
        byte[] marker = [0xca, 0x03, .. "PGP"u8];
        byte[] literal = [0xcb, 0x08, (byte)'b', 0, 0, 0, 0, 0, (byte)'h', (byte)'i'];
        byte[] experimental = [0xfd, 0x02, 1, 2];
        var packets = Packets(Genuine);
        var strangers = Packets(Attacker);
        return
        [
            new("the genuine key", Genuine, true),
            new("the genuine key, armored", Armor(Genuine), true),
            new("the genuine key twice", [.. Genuine, .. Genuine], true),
            new("the genuine key twice, armored", [.. Armor(Genuine), .. Armor(Genuine)], true),
            new("text around the genuine key", [.. html, .. Armor(Genuine), .. html], true),
            new("an unknown label before it", AfterAnUnknownLabel, true),
            new("an unknown label behind it", [.. Armor(Genuine), .. Armor(Attacker, "X")], true),
            new("a message before it", AfterAMessage, true),
            new("a message behind it", [.. Armor(Genuine), .. Armor(Attacker, "PGP MESSAGE")], true),
            new("a signature's label before it", [.. Armor(Attacker, "PGP SIGNATURE"), .. Armor(Genuine)], true),
            new("a file's label before it", [.. Armor(Attacker, "PGP ARMORED FILE"), .. Armor(Genuine)], true),
            new("a signed message's label before it", [.. Armor(Attacker, "PGP SIGNED MESSAGE"), .. Armor(Genuine)], true),
            new("a certificate's label behind it", [.. Armor(Genuine), .. Armor(Attacker, "CERTIFICATE")], true),
            new("certified by the attacker", Certified(), true),
            new("the attacker's subkey below it", [.. Genuine, .. strangers[3], .. strangers[4]], true),
            new("the attacker's subkey below it, bound by the genuine binding", [.. Genuine, .. strangers[3], .. packets[4]], true),
            new("the attacker's user id below it", [.. packets[0], .. packets[1], .. packets[2], .. strangers[1], .. strangers[2], .. packets[3], .. packets[4]], true),
            new("an unknown compression behind it", [.. Genuine, .. UnknownCompression, .. Attacker], false),
            new("a bare key and an unknown compression behind it", BehindAnUnknownCompression, false),
            new("a marker and another key behind it", [.. Genuine, .. marker, .. Attacker], false),
            new("a literal packet and another key behind it", [.. Genuine, .. literal, .. Attacker], false),
            new("an experimental packet and another key behind it", [.. Genuine, .. experimental, .. Attacker], false),
            new("two keys", [.. Genuine, .. Attacker], false),
            new("two keys, the other one first", [.. Attacker, .. Genuine], false),
            new("two keys in two armored blocks", [.. Armor(Genuine), .. Armor(Attacker)], false),
            new("two keys in one armored block", Armor([.. Genuine, .. Attacker]), false),
            new("a private key's label before it", [.. Armor(Attacker, "PGP PRIVATE KEY BLOCK"), .. Armor(Genuine)], false),
            new("another key, armored, before it in binary", [.. Armor(Attacker), .. Genuine], false),
            new("another key alone", Attacker, false),
            new("another key above its subkey", [.. strangers[0], .. strangers[1], .. strangers[2], .. packets[3], .. packets[4]], false),
            new("the primary key without a user id", packets[0], false),
            new("cut off", Genuine[..^40], false),
            new("the attacker's secret key", Secret(), false),
            new("a keybox", File.ReadAllBytes(Path.Combine(folder.FullName, "attacker", "pubring.kbx")), false),
            new("a revocation alone", packets[2], false),
            new("a page of text", html, false),
            new("nothing", [], false),
            new("too much", [.. Genuine, .. new byte[2 << 20]], false),
            new("too much text before it", [.. Enumerable.Repeat((byte)'\n', 2 << 20), .. Armor(Genuine)], false),
        ];
    }

    /// <summary>Signs a file like apt's InRelease.</summary>
    public void Sign(string file, string output, bool attacker = false) =>
        Gpg(attacker ? "attacker" : "genuine", [], "--yes", "--clearsign", "--output", output, file);

    /// <summary>The genuine key after its owner has revoked it.</summary>
    public byte[] Revoked()
    {
        Home("revoked");
        Gpg("revoked", Genuine, "--no-autostart", "--import");
        var certificate = File.ReadAllText(Path.Combine(folder.FullName, "genuine", "openpgp-revocs.d", $"{Fingerprint}.rev")).Replace("\n:-----", "\n-----", StringComparison.Ordinal);
        Gpg("revoked", Encoding.ASCII.GetBytes(certificate), "--no-autostart", "--import");
        return Export("revoked");
    }

    /// <summary>Whether gpgv accepts a file signed by one side, with a keyring as apt's gpgv method reads it.</summary>
    public bool Gpgv(byte[] keyring, bool armored, bool attacker)
    {
        var message = Path.Combine(folder.FullName, $"{Guid.NewGuid():N}");
        File.WriteAllText(message + ".txt", "Suite: jammy\n");
        Sign(message + ".txt", message, attacker);
        var file = message + ".gpg";
        File.WriteAllBytes(file, armored ? Run("/bin/sh", keyring, "-c", AsAptReadsArmor).Output : keyring);
        return Run("/usr/bin/gpgv", [], "--keyring", file, message).Exit == 0;
    }

    /// <summary>Whether GnuPG shows the key in a file as revoked.</summary>
    public bool IsRevoked(byte[] file) => Show(file).Any(line => line.StartsWith("pub:r:", StringComparison.Ordinal));

    /// <summary>The fingerprints of all primary keys that GnuPG shows in a file.</summary>
    public IReadOnlyList<string> Shown(byte[] file)
    {
        var lines = Show(file);
        return [.. lines.Index().Where(line => line.Item.StartsWith("pub:", StringComparison.Ordinal)).Select(line => lines[line.Index + 1].Split(':')[9])];
    }

    /// <summary>A program's exit status and what it printed.</summary>
    public static (int Exit, byte[] Output) Run(string program, byte[] input, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        var read = process.StandardOutput.BaseStream.CopyToAsync(output);
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program has ended and reads no more.
        }

        read.Wait();
        error.Wait();
        process.WaitForExit();
        return (process.ExitCode, output.ToArray());
    }

    public void Dispose()
    {
        foreach (var home in folder.GetDirectories()) Run("/usr/bin/gpgconf", [], "--homedir", home.FullName, "--kill", "all");
        folder.Delete(recursive: true);
    }

    private string[] Show(byte[] file) => Encoding.UTF8.GetString(
        Run("/usr/bin/gpg", file, "--homedir", Home("shown"), "--batch", "--no-options", "--no-autostart", "--with-colons", "--show-keys").Output).Split('\n');

    // As gpg exports it: key, user id, its signature, subkey, its signature; each with an old header.
    private static List<byte[]> Packets(byte[] key)
    {
        var packets = new List<byte[]>();
        for (var at = 0; at < key.Length;)
        {
            var size = 1 << (key[at] & 3);
            var length = 0;
            for (var i = 1; i <= size; i++) length = (length << 8) | key[at + i];
            packets.Add(key[at..(at + 1 + size + length)]);
            at += 1 + size + length;
        }

        return packets;
    }

    private string Home(string name)
    {
        var home = Path.Combine(folder.FullName, name);
        if (!OperatingSystem.IsWindows()) Directory.CreateDirectory(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return home;
    }

    private string Make(string name)
    {
        Home(name);
        Gpg(name, [], "--quick-generate-key", name, "rsa2048", "sign", "never");
        Gpg(name, [], "--quick-add-key", FingerprintOf(name), "rsa2048", "sign", "never");
        return FingerprintOf(name);
    }

    private byte[] Certified()
    {
        Gpg("attacker", Genuine, "--import");
        Gpg("attacker", [], "--yes", "--quick-sign-key", Fingerprint);
        return Gpg("attacker", [], "--export", Fingerprint);
    }

    private byte[] Secret() => Gpg("attacker", [], "--export-secret-keys", AttackerFingerprint);

    private byte[] Export(string name) => Gpg(name, [], "--export");

    private string FingerprintOf(string name) =>
        Encoding.ASCII.GetString(Gpg(name, [], "--with-colons", "--list-keys")).Split('\n').First(line => line.StartsWith("fpr:", StringComparison.Ordinal)).Split(':')[9];

    private byte[] Gpg(string home, byte[] input, params IEnumerable<string> arguments)
    {
        var (exit, output) = Run("/usr/bin/gpg", input, ["--homedir", Home(home), "--batch", "--quiet", "--no-options", "--pinentry-mode", "loopback", "--passphrase", "", .. arguments]);
        Assert.AreEqual(0, exit, $"gpg {string.Join(' ', arguments)}");
        return output;
    }
}
