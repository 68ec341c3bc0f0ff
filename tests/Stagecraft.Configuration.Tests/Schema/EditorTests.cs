using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Stagecraft.Testing;

namespace Stagecraft.Configuration.Tests.Schema;

/// <summary>The schema in the programs that editors use. build/test installs them with npm.</summary>
[TestClass]
public sealed class EditorTests
{
    private const string Hosts = "network: {provider: none}\ncloud:\n  provider: static\n  providers:\n    static:\n      hosts:\n        ";
    private const string Bootstrap = "network: {provider: none}\ninfra:\n  bootstrap:\n    ";

    private static readonly string Installed = Path.Combine(Repository.Root, "artifacts", "editor");
    private static readonly string Scripts = Path.Combine(Repository.Root, "tests", "Stagecraft.Configuration.Tests", "Schema", "Editor");

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow("stagecraft.schema.json")]
    public async Task Ajv_accepts_the_schema_in_strict_mode(string schema) => Assert.AreEqual("", await RunAsync("ajv.cjs", schema, ""));

    [TestMethod]
    public Task Completion_offers_only_keys_and_values_of_the_file() => AssertShownAsync(
        ("|", "cloud network infra"),
        ("network:\n  |", "provider providers"),
        ("network:\n  provider: tailscale\n  providers:\n    |", "tailscale none"),
        ("network: {provider: none}\ncloud:\n  provider: |", "static command digitalocean"),
        (Hosts + "- |", "id name role publicIp tags sshUser sshPort sshHostKey sshSudoPasswordEnv sshSudoPasswordFile sshPrivateKeyPath sshCertificatePath sshPassphraseEnv sshIdentityAgent sshKnownHostsFile sshProxyJump sshProxyCommand"),
        (Bootstrap + "docker:\n      proxy:\n        |", "http httpEnv httpFile https httpsEnv httpsFile noProxy"));

    [TestMethod]
    public Task Messages_say_what_is_wrong_in_words() => AssertShownAsync(
        ("netwrok: {provider: none}\ninfra:\n  bootstrap:\n    timeouts: {query: 60s}", "1: network.provider is required: the network that hosts join, such as tailscale or none."),
        ("network: {provider: tailscale}", "1: network.providers.tailscale is required, with tailnet_domain and auth_key_env."),
        ("network: {provider: tailscale, providers: {tailscale: {tailnet_domain: a.b}}}", "1: Exactly one of auth_key_env and auth_key_file is required."),
        (Bootstrap + "timeouts: {query: 15 minutes}", "4: Use a duration from 1s to 24h, such as 10s, 5m or 1h."),
        (Bootstrap + "timeouts: {query: 60}", "4: Use a duration from 1s to 24h, such as 10s, 5m or 1h."),
        (Bootstrap + "ssh: {sudoPasswordEnv: A, sudoPasswordFile: b}", "4: Keep one of sudoPasswordEnv and sudoPasswordFile."),
        (Bootstrap + "docker: {mirror: https://m.example.com}", "4: mirror requires installMethod: docker-ce."),
        (Bootstrap + "docker: {proxy: {}}", "4: http or https is required."),
        (Hosts + "[{id: a, publicIp: 300.1.1.1}]", "7: Use an IPv4 address, an IPv6 address without brackets, or a DNS name."),
        (Hosts + "[{id: a, publicIp: 1.2.3.4, public_ip: 1.2.3.4}]", "7: Write publicIp. 7: Keep one of publicIp and public_ip."));

    [TestMethod]
    public void A_pattern_has_a_message() => AssertNoneWithout("errorMessage", ConfigurationSchema.Document, "");

    // An empty text has its own branch, so its pattern is never shown.
    private static void AssertNoneWithout(string message, JsonNode? node, string pointer)
    {
        if (node is JsonArray items)
        {
            for (var i = 0; i < items.Count; i++) AssertNoneWithout(message, items[i], $"{pointer}/{i}");
        }

        if (node is not JsonObject found) return;
        var isCondition = pointer.Contains("/not", StringComparison.Ordinal) || pointer == "/definitions/blank";
        if (found["pattern"] is JsonValue && !isCondition) Assert.IsTrue(found.ContainsKey(message), pointer);
        foreach (var (key, value) in found) AssertNoneWithout(message, value, $"{pointer}/{key}");
    }

    private async Task AssertShownAsync(params (string Document, string Shown)[] expected)
    {
        var shown = await RunAsync("editor.cjs", "stagecraft.schema.json", JsonSerializer.Serialize(expected.Select(one => one.Document)));

        Assert.AreEqual(string.Join('\n', expected.Select(one => one.Shown)) + "\n", shown);
    }

    private async Task<string> RunAsync(string script, string schema, string input)
    {
        if (!Directory.Exists(Path.Combine(Installed, "node_modules"))) Assert.Inconclusive("yaml-language-server is not installed. build/test installs it with npm, and npm as root on Debian and Ubuntu; its output says what it could not get.");

        var start = new ProcessStartInfo("node", [Path.Combine(Scripts, script), Path.Combine(Repository.Root, "schema", schema)])
        {
            WorkingDirectory = Installed,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(input);
        node.StandardInput.Close();
        var error = node.StandardError.ReadToEndAsync(TestContext.CancellationToken);
        var output = await node.StandardOutput.ReadToEndAsync(TestContext.CancellationToken);
        await node.WaitForExitAsync(TestContext.CancellationToken);
        Assert.AreEqual("", await error);
        return output;
    }
}
