namespace Stagecraft.Lab.Tests.Secrets;

/// <summary>A mirror of the network client's archive with a pinned key, with a real apt and gpg.</summary>
[TestClass]
[RequiresLab]
public sealed class ArchiveKeyTests
{
    private const string Keyring = "/usr/share/keyrings/tailscale-mirror.gpg";

    [TestMethod]
    public async Task A_mirror_with_another_key_is_refused_and_its_key_not_installed()
    {
        await Lab.ResetAsync(1);

        var refused = await RunAsync(new string('A', 40));

        Assert.AreEqual("network_install_failed", Report.Of(refused).Error(1), refused.ToString());
        Assert.Contains("has the fingerprint ", Report.Of(refused).Message(1));
        Assert.AreEqual("", await Lab.OnHostAsync(1, $"cat {Keyring} 2>/dev/null || :; command -v tailscale || :"));

        // The message names the key. A user who finds it to be right pins it and continues.
        var found = Report.Of(refused).Message(1).Split("has the fingerprint ")[1][..40];
        var accepted = await RunAsync(found);

        Assert.AreEqual("success", Report.Of(accepted).Status(1), accepted.ToString());
    }

    private static Task<CommandRun> RunAsync(string fingerprint) => Lab.ToolAsync(
        ["--limit", "lab-01", "--output", "json"],
        Lab.Config.Replace($"mirror_key_fingerprint: {Lab.TailscaleFingerprint}", $"mirror_key_fingerprint: {fingerprint}", StringComparison.Ordinal));
}
