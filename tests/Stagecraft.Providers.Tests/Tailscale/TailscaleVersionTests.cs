using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tests.Tailscale;

/// <summary><c>install.version</c>, <c>install.hold</c> and <c>join: false</c>.</summary>
[TestClass]
public sealed class TailscaleVersionTests
{
    private const string Missing = "LoadState=not-found";
    private const string Clean = "stop tailscaled until the next boot, without a state";

    // Installed and stopped, as join: false leaves it.
    private const string Stateless = "client=/usr/bin/tailscale\nLoadState=loaded\nUnitFileState=enabled\nActiveState=inactive\nversion=1.98.8";

    private static readonly (string, object) NoJoin = ("join", "false");

    [TestMethod]
    [DataRow("1")]
    [DataRow("1.98")]
    [DataRow("1.98.8")]
    public async Task The_configured_version_is_accepted_by_its_leading_parts(string version) =>
        (await Node.RunAsync(Node.Machine(Fixture.Detected("running")), Install(("version", version)))).AssertSucceeded();

    [TestMethod]
    [DataRow("1.9")]
    [DataRow("1.98.80")]
    [DataRow("1.102")]
    public async Task Another_version_is_reported_and_not_changed(string version)
    {
        var machine = Node.Machine(Fixture.Detected("running"));

        var result = await Node.RunAsync(machine, Install(("version", version)));

        result.AssertFailed(ErrorCode.NetworkInstallFailed, $"Tailscale 1.98.8 is installed, but install.version is {version}.");
        Assert.IsFalse(result.Changed);
        machine.AssertRan();
    }

    [TestMethod]
    public async Task The_configured_version_is_installed_and_held()
    {
        var machine = Node.Machine(Missing, Fixture.Detected("running") + "\nwant=install", Fixture.Detected("running") + "\nwant=hold").On("tailscale-install").On("tailscale-hold");

        var result = await Node.RunAsync(machine, Install(("version", "1.98"), ("hold", "true")));

        result.AssertSucceeded("install tailscale; hold tailscale");
        Assert.Contains("tailscale-detect hold", machine.Scripts);
        Assert.Contains(" 2596A99EAAB33821893C0A79458CA832957F5868 1.98 tailscale tailscale-archive-keyring", machine.Scripts.Single(script => script.StartsWith("tailscale-install ", StringComparison.Ordinal)));
        Assert.Contains("tailscale-hold 300 900", machine.Scripts);
    }

    [TestMethod]
    public async Task A_held_client_costs_one_command()
    {
        var machine = Node.Machine(Fixture.Detected("running") + "\nwant=hold");

        (await Node.RunAsync(machine, Install(("hold", "true")))).AssertSucceeded();

        Assert.AreSequenceEqual((string[])["preflight", "tailscale-detect hold"], machine.Scripts);
        Assert.HasCount(1, machine.Commands);
    }

    [TestMethod]
    public async Task A_client_from_elsewhere_cannot_be_held()
    {
        var result = await Node.RunAsync(Node.Machine(Fixture.Detected("running")), Install(("hold", "true")));

        result.AssertSucceeded();
        Assert.AreSequenceEqual((string[])["install.hold has no effect, because the client was not installed from the package tailscale."], result.Warnings);
    }

    [TestMethod]
    public async Task Check_mode_shows_the_hold() =>
        (await Node.CheckAsync(Node.Machine(Missing), Install(("hold", "true")))).AssertSucceeded(
            "install tailscale (tailscale is not installed); hold tailscale (install.hold is true)", "join example.ts.net as app-1 (a new node is not logged in)");

    [TestMethod]
    public async Task Without_joining_the_client_is_left_without_a_state()
    {
        var machine = Node.Machine(Missing, Fixture.Detected("needs-login").Replace("\"HaveNodeKey\": true", "\"HaveNodeKey\": false", StringComparison.Ordinal) + "\nstate=yes", Stateless)
            .On("tailscale-install").On("tailscale-clean");

        var result = await Node.RunAsync(machine, NoJoin);

        result.AssertSucceeded("install tailscale; " + Clean);
        Assert.AreEqual(new StepResult("network-join", StepOutcome.Skipped, "tailscale.join is false"), result.Step("network-join"));
        Assert.AreEqual(new HostFacts(), result.Facts);
    }

    [TestMethod]
    public async Task A_prepared_host_is_not_changed_again()
    {
        var machine = Node.Machine(Stateless);

        var result = await Node.RunAsync(machine, NoJoin);

        result.AssertSucceeded();
        Assert.AreEqual("tailscale 1.98.8", result.Step("network-install").Detail);
        machine.AssertRan();
    }

    [TestMethod]
    [DataRow("running")]
    [DataRow("stopped")]
    [DataRow("expired")]
    public async Task A_host_that_has_joined_is_not_touched(string state)
    {
        var machine = Node.Machine(Fixture.Detected(state, "disabled") + "\nstate=yes");

        var result = await Node.RunAsync(machine, NoJoin);

        result.AssertSucceeded();
        Assert.AreEqual("tailscale 1.98.8, and the host has joined before", result.Step("network-install").Detail);
        machine.AssertRan();
    }

    [TestMethod]
    public async Task A_stopped_daemon_with_a_state_is_not_touched() =>
        (await Node.RunAsync(Node.Machine(Stateless + "\nstate=yes"), NoJoin)).AssertFailed(ErrorCode.NetworkInstallFailed, "tailscaled is stopped and has a state, so it is not known whether the host has joined.");

    [TestMethod]
    public async Task A_later_run_joins_a_prepared_host()
    {
        var machine = Node.Machine(Stateless, Fixture.Detected("needs-login")).On("tailscale-start").On("tailscale-login").On("tailscale-await", Fixture.Detected("running"));

        (await Node.RunAsync(machine)).AssertSucceeded("start tailscaled", "join example.ts.net as app-1");
    }

    [TestMethod]
    public async Task Check_mode_shows_what_is_left_on_an_image() =>
        (await Node.CheckAsync(Node.Machine(Missing), NoJoin)).AssertSucceeded($"install tailscale (tailscale is not installed); {Clean} (join is false)");

    [TestMethod]
    public void Without_joining_no_key_is_needed()
    {
        Assert.IsEmpty(TailscaleConfig.Errors(("tailnet_domain", "example.ts.net"), NoJoin));
        Assert.IsEmpty(TailscaleConfig.Errors(("auth_key_env", "MISSING"), ("tailnet_domain", "example.ts.net"), NoJoin));
        var provider = TailscaleConfig.Provider(NoJoin);
        Assert.IsEmpty(provider.Secrets);
        Assert.IsNull(provider.NodeFqdn(Node.App));
        Assert.IsNull(provider.PeersProbe);
    }

    [TestMethod]
    [DataRow("1.78", "1.80", "is 1.78, which is older than min_version (1.80).")]
    [DataRow("1.80.1", "1.80.2", "is 1.80.1, which is older than min_version (1.80.2).")]
    [DataRow("new", "1.80", "is 'new'; it must be latest, or a version or its leading parts")]
    [DataRow("1.80.2-1", "1.80", "it must be latest")]
    public void A_wrong_version_is_a_configuration_error(string version, string least, string problem)
    {
        var errors = TailscaleConfig.Errors([.. TailscaleConfig.Minimal, Install(("version", version), ("min_version", least))]);

        Assert.HasCount(1, errors);
        Assert.Contains("network.providers.tailscale.install.version ", errors[0]);
        Assert.Contains(problem, errors[0]);
    }

    [TestMethod]
    [DataRow("1", "1.80")]
    [DataRow("1.80", "1.80.2")]
    [DataRow("1.80.2", "1.80.2")]
    [DataRow("latest", "1.80")]
    public void A_version_may_be_restricted_further(string version, string least) =>
        Assert.IsEmpty(TailscaleConfig.Errors([.. TailscaleConfig.Minimal, Install(("version", version), ("min_version", least))]));

    private static (string, object) Install(params (string, object)[] install) => ("install", install);
}
