using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tests.Tailscale;

/// <summary>A host on which an earlier version has installed the package key unchecked.</summary>
[TestClass]
public sealed class TailscaleSourceTests
{
    private const string Key = "2596A99EAAB33821893C0A79458CA832957F5868";

    private static string Ready => Fixture.Detected("running");

    private static string Old => Ready + "\nsource=old";

    [TestMethod]
    public async Task The_old_key_of_a_ready_host_is_replaced()
    {
        var machine = Node.Machine(Old, Ready).On("tailscale-source");

        (await Node.RunAsync(machine)).AssertSucceeded("replace the package key of tailscale");
        machine.AssertRan($"tailscale-source 300 900 https://pkgs.tailscale.com jammy /usr/share/keyrings/tailscale-archive-keyring.gpg {Key}", "tailscale-detect");
    }

    [TestMethod]
    public async Task The_configured_source_replaces_it()
    {
        var machine = Node.Machine(Old, Ready).On("tailscale-source");

        await Node.RunAsync(machine, ("install", new (string, object)[] { ("mirror", "https://mirror.example.com/tailscale") }));

        machine.AssertRan("tailscale-source 300 900 https://mirror.example.com/tailscale jammy /usr/share/keyrings/tailscale-mirror.gpg -", "tailscale-detect");
    }

    [TestMethod]
    public async Task With_installation_disabled_the_source_is_removed()
    {
        var machine = Node.Machine(Old, Ready).On("tailscale-source");

        (await Node.RunAsync(machine, ("install", new (string, object)[] { ("method", "skip") }))).AssertSucceeded("remove the package source of tailscale");
        machine.AssertRan("tailscale-source 300 900", "tailscale-detect");
    }

    [TestMethod]
    public async Task A_host_that_cannot_fetch_the_key_fails() =>
        (await Node.RunAsync(Node.Machine(Old).On("tailscale-source", "reason=fetch\ndetail=E: Failed to fetch x", exit: 1)))
            .AssertFailed(ErrorCode.NetworkInstallFailed, "The package key of tailscale could not be replaced: E: Failed to fetch x.");

    [TestMethod]
    public async Task Check_mode_says_why() =>
        (await Node.CheckAsync(Node.Machine(Old))).AssertSucceeded("replace the package key of tailscale (an earlier version installed its key as downloaded)");
}
