using Stagecraft.Testing.Keys;

namespace Stagecraft.Lab.Tests.Secrets;

/// <summary>As <see cref="HostileMirrorTests"/>, on the apt of Debian 13, which uses sqv, or gpgv if it is configured.</summary>
[TestClass]
[RequiresLab]
public sealed class HostileMirrorOnDebian13Tests
{
    private const string Armored = "/etc/apt/keyrings/docker.asc";
    private const string Binary = "/usr/share/keyrings/tailscale-archive-keyring.gpg";

    private static ArchiveKeys? keys;
    private static Debian13? debian;

    private static ArchiveKeys Keys => keys!;

    private static Debian13 Debian => debian!;

    [ClassInitialize]
    public static async Task MakeAsync(TestContext context)
    {
        keys = ArchiveKeys.Create();
        debian = await Debian13.CreateAsync(keys);
    }

    [ClassCleanup]
    public static async Task DropAsync()
    {
        if (debian is not null) await debian.DisposeAsync();
        keys?.Dispose();
    }

    // Whether apt 3.0 accepted the attacker's signature with the fetched bytes, as observed:
    // - A block with an unknown label: neither by sqv nor by gpgv, because apt 3.0 reads armor by different rules.
    // - A block labeled as a message: sqv accepts the key in it.
    // - An unknown compression: gpgv skips it. sqv accepts nothing from the file, not even the genuine key.
    [TestMethod]
    [DataRow(Armored, "sqv", false)]
    [DataRow(Armored, "gpgv", false)]
    [DataRow(Armored + " message", "sqv", true)]
    [DataRow(Armored + " message", "gpgv", false)]
    [DataRow(Binary, "sqv", false)]
    [DataRow(Binary, "gpgv", true)]
    public async Task A_mirror_that_hides_a_key_installs_nothing(string attack, string verifier, bool wouldFool)
    {
        var keyring = attack.Split(' ')[0];
        var served = attack.EndsWith("message", StringComparison.Ordinal) ? Keys.AfterAMessage : keyring == Armored ? Keys.AfterAnUnknownLabel : Keys.BehindAnUnknownCompression;
        await Debian.InstallBytesAsync(served, keyring);
        var fooled = await Debian.InstallAsync("attacker", keyring, verifier);
        Assert.AreEqual(wouldFool ? "attacker\n" : "", Debian.Installed, fooled.ToString());
        Debian.RemoveKey(keyring);

        var taken = await Debian.TakeKeyAsync(served, keyring, Keys.Fingerprint);
        var refused = await Debian.InstallAsync("attacker", keyring, verifier);

        Assert.AreEqual(keyring == Armored, taken.ExitCode == 0, taken.ToString());
        Assert.AreNotEqual(0, refused.ExitCode, refused.ToString());
        Assert.AreEqual("", Debian.Installed, refused.ToString());
        if (taken.ExitCode == 0) Assert.MatchesRegex(verifier == "sqv" ? "Missing key [0-9A-F]{40}" : "NO_PUBKEY", refused.Output + refused.Error);

        Assert.AreEqual(0, (await Debian.TakeKeyAsync(keyring == Armored ? ArchiveKeys.Armor(Keys.Genuine) : Keys.Genuine, keyring, Keys.Fingerprint)).ExitCode);
        var accepted = await Debian.InstallAsync("genuine", keyring, verifier);

        Assert.AreEqual(0, accepted.ExitCode, accepted.ToString());
        Assert.AreEqual("genuine\n", Debian.Installed);
    }

    [TestMethod]
    [DataRow(Armored)]
    [DataRow(Binary)]
    public async Task Only_the_pinned_key_or_no_key_is_installed(string keyring)
    {
        foreach (var file in Keys.Files())
        {
            Debian.RemoveKey(keyring);

            var taken = await Debian.TakeKeyAsync(file.Bytes, keyring, Keys.Fingerprint);

            Assert.AreEqual(file.IsAccepted, taken.ExitCode == 0, $"{file}: {taken}");
            if (!file.IsAccepted) continue;
            Assert.AreNotEqual(0, (await Debian.InstallAsync("attacker", keyring, "sqv")).ExitCode, file.Name);
            Assert.AreEqual("", Debian.Installed, file.Name);
            var accepted = await Debian.InstallAsync("genuine", keyring, "sqv");
            Assert.AreEqual("genuine\n", Debian.Installed, $"{file}: {accepted}");
        }
    }
}
