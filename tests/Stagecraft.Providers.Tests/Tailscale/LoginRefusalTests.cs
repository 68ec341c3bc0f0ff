using Stagecraft.Bootstrap;
using Stagecraft.Providers.Tailscale;

namespace Stagecraft.Providers.Tests.Tailscale;

/// <summary>The server's complete message decides the fix.</summary>
[TestClass]
public sealed class LoginRefusalTests
{
    private const string Expired = "The current one has expired.";
    private const string Spent = "for one node only";
    private const string Unknown = "The current one was revoked";
    private const string TaggedNode = "does not log a tagged node in again";
    private const string Limited = "limits logins";
    private const string Untrusted = "/usr/local/share/ca-certificates";
    private const string Invalid = "certificate is not valid";
    private const string Unreachable = "does not reach its control server";

    private static readonly TailscaleOptions Tailscale = new() { AuthKey = new Secret(TailscaleConfig.Key), AuthKeySource = "the environment variable TS_AUTHKEY", TailnetDomain = "example.ts.net" };
    private static readonly TailscaleOptions Headscale = Tailscale with { LoginServer = "https://headscale.lab:8443" };

    [TestMethod]
    [DataRow("authkey expired", Expired)]
    [DataRow("auth key has expired", Expired)]
    [DataRow("authkey already used", Spent)]
    [DataRow("auth key has already been used", Spent)]
    [DataRow("invalid pre auth key", Unknown)]
    [DataRow("invalid authkey", Unknown)]
    [DataRow("invalid key: API key does not exist", Unknown)]
    [DataRow("invalid key: API key kCANARY11CNTRL not valid", Unknown)]
    [DataRow("invalid key: unable to validate API key", Unknown)]
    [DataRow("Response: {\"message\":\"API token invalid\"}", Unknown)]
    [DataRow("weird: regen=true but server says NodeKeyExpired: nodekey:5480dfd0bff8899e", TaggedNode)]
    [DataRow("node registration rate limited; will retry after 30s", Limited)]
    [DataRow("fetch control key: Get \"https://headscale.lab:8443/key?v=142\": x509: certificate signed by unknown authority", Untrusted)]
    [DataRow("fetch control key: Get \"https://headscale.lab:8443/key?v=142\": tls: failed to verify certificate: x509: certificate signed by unknown authority", Untrusted)]
    [DataRow("fetch control key: Get \"https://headscale.lab:8443/key?v=142\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-26T18:29:44Z is after 2026-01-01T00:00:00Z", Invalid)]
    [DataRow("fetch control key: Get \"https://headscale.lab:8443/key?v=142\": x509: certificate is valid for other.lab, not headscale.lab", Invalid)]
    [DataRow("fetch control key: Get \"https://10.78.0.1:1/key?v=142\": dial tcp 10.78.0.1:1: connect: connection refused", Unreachable)]
    [DataRow("fetch control key: Get \"https://no-such-name.lab/key?v=142\": failed to resolve \"no-such-name.lab\": no DNS fallback candidates remain for \"no-such-name.lab\"", Unreachable)]
    public void A_known_message_has_its_fix_in_each_form(string message, string part)
    {
        foreach (var form in (string[])[message, "backend error: " + message, $"You are logged out. The last login error was: {message}.", "backend error: You are logged out. The last login error was: " + message])
        {
            foreach (var options in (TailscaleOptions[])[Tailscale, Headscale])
                Assert.Contains(part, LoginRefusal.Remedy(form, options) ?? "", form);
        }
    }

    [TestMethod]
    [DataRow("backend error: handling register with auth key: creating new node: requested tags [tag:app tag:stagecraft] are invalid or not permitted")]
    [DataRow("backend error: requested tags [tag:app] are invalid or not permitted")]
    [DataRow("You are logged out. The last login error was: requested tags [tag:app] are invalid or not permitted")]
    public void The_fix_for_tags_depends_on_the_server(string message)
    {
        Assert.Contains("tagOwners", LoginRefusal.Remedy(message, Tailscale) ?? "");
        Assert.Contains("headscale preauthkeys create --reusable --tags", LoginRefusal.Remedy(message, Headscale) ?? "");
    }

    [TestMethod]
    [DataRow("authkey expired")]
    [DataRow("authkey already used")]
    public void The_fix_says_where_the_server_creates_keys(string message)
    {
        Assert.Contains("admin console (Settings, Keys)", LoginRefusal.Remedy(message, Tailscale) ?? "");
        Assert.DoesNotContain("headscale", LoginRefusal.Remedy(message, Tailscale) ?? "");
        Assert.Contains("'headscale preauthkeys create --reusable'", LoginRefusal.Remedy(message, Headscale) ?? "");
        Assert.DoesNotContain("admin console", LoginRefusal.Remedy(message, Headscale) ?? "");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("expired")]
    [DataRow("node key expired")]
    [DataRow("the certificate has expired")]
    [DataRow("x509: certificate has expired or is not yet valid")]
    [DataRow("not authkey expired")]
    [DataRow("authkey expired, but something else is wrong")]
    [DataRow("register: your account's plan has expired")]
    [DataRow("the device is already used by somebody")]
    [DataRow("invalid node name")]
    [DataRow("the tags are fine, tag:app is not permitted to exist")]
    [DataRow("weird: regen=true but server says Something: nodekey:5480")]
    [DataRow("API key does not exist in this cloud")]
    [DataRow("Tailscale is stopped.")]
    public void An_unknown_message_has_no_fix(string message)
    {
        Assert.IsNull(LoginRefusal.Remedy(message, Tailscale));
        Assert.IsNull(LoginRefusal.Remedy("backend error: " + message, Headscale));
    }

    [TestMethod]
    [DataRow("node registration rate limited; will retry after 30s", true)]
    [DataRow("backend error: node registration rate limited; will retry after 30s", true)]
    [DataRow("You are logged out. The last login error was: node registration rate limited; will retry after 1m0s", true)]
    [DataRow("backend error: rate limited", false)]
    [DataRow("authkey expired", false)]
    public void Only_a_login_that_the_daemon_repeats_is_delayed(string message, bool expected) => Assert.AreEqual(expected, LoginRefusal.IsPutOff(message));

    [TestMethod]
    public async Task An_expired_node_is_not_confused_with_an_expired_key()
    {
        const string Said = "You are logged out. The last login error was: weird: regen=true but server says NodeKeyExpired: nodekey:5480dfd0bff8899e";
        var timeout = "reason=login\ndetail=timeout waiting for Tailscale service to enter a Running state; check health with \"tailscale status\"";
        var machine = Node.Machine(Fixture.Detected("expired"), Fixture.Detected("expired").Replace("\"Health\": [", $"\"Health\": [ \"{Said}\",", StringComparison.Ordinal))
            .On("tailscale-login", timeout, exit: 1);

        var result = await Node.RunAsync(machine, ("login_server", "https://headscale.lab:8443"));

        result.AssertFailed(ErrorCode.NetworkJoinFailed, "NodeKeyExpired", "juanfont/headscale#3371", "headscale nodes delete -i ID");
        Assert.DoesNotContain("Create a new auth key", result.Message);
    }
}
