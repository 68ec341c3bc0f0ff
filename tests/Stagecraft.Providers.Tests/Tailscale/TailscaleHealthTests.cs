using Stagecraft.Bootstrap;
using Stagecraft.Providers.Tailscale;

namespace Stagecraft.Providers.Tests.Tailscale;

/// <summary>The texts in Tailscale's source (1.103) that a Linux server can show, and their meaning for the host.</summary>
[TestClass]
public sealed class TailscaleHealthTests
{
    // health/healthmsg/healthmsg.go
    private const string LockedOut = "this node is locked out; it will not have connectivity until it is signed. For more info, see https://tailscale.com/s/locked-out";
    private const string Relay = "Tailscale could not connect to the 'Frankfurt' relay server. Your Internet connection might be down, or the server might be temporarily unavailable.";
    private const string StateStore = "State store failed to initialize, Tailscale will not work until this is resolved. See https://tailscale.com/s/state-store-init-error. Error: invalid character 'b' looking for beginning of value";
    private const string SyncDisabled = "Tailscale control plane syncing is disabled; run `tailscale set --sync` to restore";

    [TestMethod]
    [DataRow(LockedOut)]
    // health/warnings.go
    [DataRow("Tailscale cannot connect because the network is down. Check your Internet connection.")]
    [DataRow("Tailscale could not connect to any relay server. Check your Internet connection.")]
    [DataRow(Relay)]
    [DataRow("Tailscale could not connect to the relay server with ID '999'. Your Internet connection might be down, or the server might be temporarily unavailable.")]
    // ipn/store.go
    [DataRow(StateStore)]
    // feature/captiveportal/captiveportal.go
    [DataRow("This network requires you to log in using your web browser.")]
    // net/tlsdial/tlsdial.go
    [DataRow("Network equipment from \"Fortinet\" may be blocking Tailscale traffic on this network. Connect to another network, or contact your network administrator for assistance.")]
    // ipn/ipnlocal/local.go
    [DataRow("The coordination server sent an invalid packet filter permitting traffic to unlocked nodes; rejecting all packets for safety")]
    // wgengine/router/osrouter: router_linux.go, runner.go; util/linuxfw with github.com/coreos/go-iptables
    [DataRow("setting netfilter mode: adding [-i tailscale0 -j ACCEPT] in v4/filter/ts-input: running [/usr/sbin/iptables -t filter -A ts-input -i tailscale0 -j ACCEPT --wait]: exit status 4: iptables v1.8.9 (nf_tables)")]
    [DataRow("running [/usr/sbin/ip6tables -t nat -S --wait]: exit status 3: ip6tables v1.8.7 (legacy): can't initialize ip6tables table `nat'")]
    [DataRow("adding address \"100.64.0.1/32\" to tunnel interface: running \"ip addr add 100.64.0.1/32 dev tailscale0\" failed: exit status 2 RTNETLINK answers: Operation not permitted")]
    [DataRow("running \"ip route add 100.100.100.100/32 dev tailscale0 table 52\" failed: exit status 2")]
    [DataRow("adding address fd7a:115c:a1e0::1/128, permission denied")]
    [DataRow("2 add route failures; first was: operation not permitted")]
    [DataRow("could not setup netfilter: permission denied")]
    public async Task A_node_without_connectivity_is_not_ready(string message)
    {
        Assert.AreEqual("outage", Kind(message));
        var machine = Node.Machine(With(message)).On("tailscale-lock", "sign=tailscale lock sign nodekey:ab tlpub:cd");

        var result = await Node.RunAsync(machine);

        result.AssertFailed(ErrorCode.NetworkJoinFailed, message.TrimEnd('.'));
        Assert.IsFalse(result.Changed);
    }

    [TestMethod]
    // health/warnings.go
    [DataRow("Unable to connect to the Tailscale coordination server to synchronize the state of your tailnet. Peer reachability might degrade over time.", "out of sync")]
    [DataRow("Tailscale hasn't received a network map from the coordination server in 2m6s.", "out of sync")]
    [DataRow("An update from version 1.98.8 to 1.102.5 is available. Run `tailscale update` or `tailscale set --auto-update` to update now.", "advice")]
    [DataRow("This is an unstable version of Tailscale meant for testing and development purposes. Please report any issues to Tailscale.", "advice")]
    [DataRow("Tailscale is starting. Please wait.", "advice")]
    // health/healthmsg/healthmsg.go; ipn/ipnlocal/local.go
    [DataRow("Some peers are advertising routes but --accept-routes is false", "advice")]
    [DataRow("Tailscale SSH enabled, but access controls don't allow anyone to access this device. Update your tailnet's ACLs at https://tailscale.com/s/ssh-policy", "advice")]
    public async Task Messages_that_are_known_or_checked_elsewhere_are_not_repeated(string message, string kind)
    {
        Assert.AreEqual(kind, Kind(message));

        var result = await Node.RunAsync(Node.Machine(With(message)));

        result.AssertSucceeded();
        Assert.IsEmpty(result.Warnings);
    }

    [TestMethod]
    // health/warnings.go
    [DataRow("A security update from version 1.98.8 to 1.102.5 is available. Run `tailscale update` or `tailscale set --auto-update` to update now.")]
    [DataRow("Tailscale hasn't heard from the 'Frankfurt' relay server in 2m10s. The server might be temporarily unavailable, or your Internet connection might be down.")]
    [DataRow("Tailscale hasn't heard from the home relay server (region ID '4') in 2m10s. The server might be temporarily unavailable, or your Internet connection might be down.")]
    [DataRow("The relay server #4 is reporting an issue: overloaded")]
    [DataRow("Tailscale couldn't listen for incoming UDP connections.")]
    [DataRow("Tailscale could not establish an encrypted connection with '\"headscale.lab\"': x509: certificate has expired")]
    [DataRow("The MagicSock function ReceiveIPv4 is not running. You might experience connectivity issues.")]
    [DataRow("An error occurred applying the Tailscale envknob configuration stored on disk: no such file")]
    [DataRow("The local log is misconfigured: no space left on device")]
    [DataRow("Subnet routing is enabled, but IP forwarding is disabled. Check that IP forwarding is enabled on your machine.")]
    // health/healthmsg/healthmsg.go
    [DataRow("Tailnet Lock state is only being stored in-memory. Set --statedir to store state on disk, which is more secure. See https://tailscale.com/kb/1226/tailnet-lock#tailnet-lock-state")]
    // net/dns: direct.go, manager.go, manager_linux.go, resolver/forwarder.go
    [DataRow("Failed to restore the SELinux label on /etc/resolv.conf; DNS may break when other services manage the file. See https://github.com/tailscale/tailscale/issues/20149")]
    [DataRow("System DNS config not ideal. /etc/resolv.conf overwritten. See https://tailscale.com/s/dns-fight")]
    [DataRow("Tailscale failed to fetch the DNS configuration of your device: exit status 1")]
    [DataRow("Tailscale failed to set the DNS configuration of your device: running /sbin/resolvconf -m 0: exit status 1")]
    [DataRow("Tailscale can't reach the configured DNS servers. Internet connectivity may be affected.")]
    [DataRow("systemd-resolved and NetworkManager are wired together incorrectly; MagicDNS will probably not work. For more info, see https://tailscale.com/s/resolved-nm")]
    // ipn/ipnlocal/local.go
    [DataRow(SyncDisabled)]
    [DataRow("SELinux is enabled; Tailscale SSH may not work. See https://tailscale.com/s/ssh-selinux")]
    [DataRow("snat-subnet-routes is disabled while advertising as an exit node; internet traffic through this exit node may not work as expected")]
    // wgengine/router/osrouter/router_linux.go; feature/posture/posture.go; feature/acme/acme.go
    [DataRow("Stateful filtering is enabled and Docker was detected; this may prevent Docker containers on this host from resolving DNS and connecting to Tailscale nodes. See https://tailscale.com/s/stateful-docker")]
    [DataRow("Could not collect device serial numbers for posture checking. (no such file)")]
    [DataRow("Fetching TLS certificate via ACME for: app-1.example.ts.net")]
    // From the control server, and from a version that does not exist yet.
    [DataRow("Maintenance tonight: the tailnet may be slow. Read more: https://example.com/status")]
    [DataRow("Something that no version says today. The peer reports: this node is locked out")]
    public async Task Other_health_messages_are_a_warning(string message)
    {
        Assert.AreEqual("warning", Kind(message));

        var result = await Node.RunAsync(Node.Machine(With(message)));

        result.AssertSucceeded();
        Assert.AreEqual($"Tailscale reports: {message}", string.Join('\n', result.Warnings));
    }

    [TestMethod]
    public async Task A_locked_out_node_shows_the_command_that_signs_it()
    {
        var machine = Node.Machine(With(Relay, LockedOut)).On("tailscale-lock", "sign=tailscale lock sign nodekey:ab tlpub:cd");

        (await Node.RunAsync(machine)).AssertFailed(ErrorCode.NetworkJoinFailed, "is locked", "'tailscale lock sign nodekey:ab tlpub:cd'", "on a node with a trusted key");
        machine.AssertRan("tailscale-lock");
    }

    [TestMethod]
    public async Task Without_a_sign_command_the_fix_is_general() =>
        (await Node.RunAsync(Node.Machine(With(LockedOut)).On("tailscale-lock"))).AssertFailed(ErrorCode.NetworkJoinFailed, "is locked", "Run 'tailscale lock status' on the host");

    [TestMethod]
    public async Task A_damaged_state_is_a_separate_failure() =>
        (await Node.RunAsync(Node.Machine(With(StateStore)))).AssertFailed(ErrorCode.NetworkJoinFailed, "cannot read its state", "invalid character 'b'", "/var/lib/tailscale/tailscaled.state");

    [TestMethod]
    public async Task A_relay_lost_with_the_control_server_is_a_warning()
    {
        var away = With(Relay).Replace("\"Online\": true", "\"Online\": false", StringComparison.Ordinal);
        var machine = Node.Machine(away).On("tailscale-await", away).On("tailscale-control", "error=Connection refused");

        var result = await Node.RunAsync(machine);

        result.AssertSucceeded();
        Assert.Contains($"Tailscale reports: {Relay}", result.Warnings.ToList());
        Assert.Contains("cannot be reached", string.Join('\n', result.Warnings));
    }

    [TestMethod]
    public async Task A_daemon_that_ignores_its_server_does_not_log_in_again()
    {
        var deaf = With(SyncDisabled).Replace("\"Online\": true", "\"Online\": false", StringComparison.Ordinal);
        var machine = Node.Machine(deaf).On("tailscale-await", deaf);

        var result = await Node.RunAsync(machine);

        result.AssertSucceeded();
        machine.AssertRan("tailscale-await 30 - -");
        Assert.AreEqual($"Tailscale reports: {SyncDisabled}", string.Join('\n', result.Warnings));
    }

    [TestMethod]
    public void No_message_takes_long_to_classify()
    {
        foreach (var part in (string[])["running [", "a: ", "running \"/", "Tailscale could not connect to the ", "Network equipment from ", "1 add a "])
            Assert.AreNotEqual("", Kind(string.Concat(Enumerable.Repeat(part, 1000 / part.Length))));
    }

    private static string With(params string[] health)
    {
        var list = string.Join(", ", health.Select(message => System.Text.Json.JsonSerializer.Serialize(message)));
        return Fixture.Running("\"Some peers are advertising routes but --accept-routes is false\"", list);
    }

    /// <summary>Each message is of one kind only.</summary>
    private static string Kind(string message)
    {
        string[] kinds =
        [
            .. TailscaleHealth.IsOutage(message) ? ["outage"] : Array.Empty<string>(),
            .. TailscaleHealth.IsOutOfSync(message) ? ["out of sync"] : Array.Empty<string>(),
            .. TailscaleHealth.IsAdvice(message) ? ["advice"] : Array.Empty<string>(),
        ];
        return kinds.Length == 0 ? "warning" : kinds.Single();
    }
}
