namespace Stagecraft.Lab.Tests;

/// <summary>The version of the client, its hold, and hosts that do not join, with real packages and units. The client is the stand-in.</summary>
[TestClass]
[RequiresLab]
public sealed class TailscaleInstallTests
{
    private const int Host = 2;

    [TestMethod]
    public async Task A_version_is_installed_by_its_leading_parts_and_held()
    {
        await Lab.ResetAsync(Host);
        var fixedVersion = Config("", "version: 1.80, hold: true, ");

        var first = Report.Of(await RunAsync(fixedVersion));

        Assert.AreEqual("network-install: install tailscale; hold tailscale; network-join: join lab.ts.net as app-1", string.Join("; ", first.Changes(Host)), first.Message(Host));
        Assert.Contains("1.80.3", await Lab.OnHostAsync(Host, "tailscale version"));
        Assert.AreEqual("tailscale\n", await Lab.OnHostAsync(Host, "apt-mark showhold"));
        var second = Report.Of(await RunAsync(fixedVersion));
        Assert.AreEqual("success", second.Status(Host), second.Message(Host));
        Assert.IsFalse(second.Changed(Host));

        var other = Report.Of(await RunAsync(Config("", "version: 1.102, ")));

        Assert.AreEqual("network_install_failed", other.Error(Host));
        Assert.Contains("Tailscale 1.80.3 is installed, but install.version is 1.102.", other.Message(Host));
        Assert.IsFalse(other.Changed(Host));
    }

    [TestMethod]
    public async Task A_host_that_does_not_join_has_no_state_and_joins_later()
    {
        await Lab.ResetAsync(Host);
        var image = Config("join: false", "");

        var prepared = Report.Of(await RunAsync(image, ""));

        Assert.AreEqual("success", prepared.Status(Host), prepared.Message(Host));
        Assert.AreEqual("network-install: install tailscale; stop tailscaled until the next boot, without a state", string.Join("; ", prepared.Changes(Host)));
        Assert.AreEqual("skipped", prepared.Step(Host, "network-join"));
        Assert.AreEqual("", prepared.Fact(Host, "fqdn"));
        Assert.AreEqual("", await Lab.OnHostAsync(Host, "ls -A /var/lib/tailscale"));
        Assert.AreEqual("enabled inactive", string.Join(' ', (await Lab.OnHostAsync(Host, "systemctl is-enabled tailscaled; systemctl is-active tailscaled || :")).Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.IsFalse(Report.Of(await RunAsync(image, "")).Changed(Host));

        var joined = Report.Of(await RunAsync(Config("", "")));

        Assert.AreEqual("network-install: start tailscaled; network-join: join lab.ts.net as app-1", string.Join("; ", joined.Changes(Host)), joined.Message(Host));
        var again = Report.Of(await RunAsync(image, ""));
        Assert.AreEqual("success", again.Status(Host), again.Message(Host));
        Assert.IsFalse(again.Changed(Host));
        Assert.Contains("\"Running\"", await Lab.OnHostAsync(Host, "tailscale status --json"));
    }

    private static string Config(string setting, string install) => Lab.Config
        .Replace("tailnet_domain: lab.ts.net", $"tailnet_domain: lab.ts.net{(setting.Length > 0 ? "\n      " : "")}{setting}", StringComparison.Ordinal)
        .Replace("install: {mirror:", $"install: {{{install}mirror:", StringComparison.Ordinal)
        .Replace("docker: {", "docker: {enabled: false, ", StringComparison.Ordinal);

    private static Task<CommandRun> RunAsync(string config, string authKey = Lab.AuthKey) => Lab.ToolAsync(["--limit", "lab-02", "--output", "json"], config, authKey: authKey);
}
