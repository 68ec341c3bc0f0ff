using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Engine;

/// <summary>The engine refuses options that are not valid, before any host is contacted.</summary>
[TestClass]
public sealed class OptionsTests
{
    [TestMethod]
    [DataRow(0, "BootstrapOptions.MaxParallelHosts is 0; it must be from 1 to 1024.")]
    [DataRow(1, null)]
    [DataRow(1024, null)]
    [DataRow(1025, "BootstrapOptions.MaxParallelHosts is 1025; it must be from 1 to 1024.")]
    public void A_run_works_on_1_to_1024_hosts_at_once(int hosts, string? problem) =>
        Assert.AreEqual(problem, Problem(new BootstrapOptions { MaxParallelHosts = hosts }));

    [TestMethod]
    [DataRow(-1L, "is -00:00:00.0000001; it must be more than zero and at most 24 hours.")]
    [DataRow(0L, "is 00:00:00; it must be more than zero and at most 24 hours.")]
    [DataRow(1L, null)]
    [DataRow(TimeSpan.TicksPerDay, null)]
    [DataRow(TimeSpan.TicksPerDay + 1, "is 1.00:00:00.0000001; it must be more than zero and at most 24 hours.")]
    public void A_limit_is_more_than_zero_and_at_most_a_day(long ticks, string? problem)
    {
        var limit = TimeSpan.FromTicks(ticks);

        Assert.AreEqual(problem, OptionRules.Duration(limit));
        foreach (var (name, timeouts) in ((string, BootstrapTimeouts)[])[("Query", new() { Query = limit }), ("Install", new() { Install = limit }), ("Join", new() { Join = limit }), ("Settle", new() { Settle = limit })])
            Assert.AreEqual(problem is null ? null : $"BootstrapTimeouts.{name} {problem}", Problem(new BootstrapOptions { Timeouts = timeouts }));
    }

    [TestMethod]
    public void Every_limit_that_is_not_valid_is_named() => Assert.AreEqual(
        "BootstrapTimeouts.Query is 00:00:00; it must be more than zero and at most 24 hours.\nBootstrapTimeouts.Settle is 00:00:00; it must be more than zero and at most 24 hours.",
        Problem(new BootstrapOptions { Timeouts = new() { Query = TimeSpan.Zero, Settle = TimeSpan.Zero } }));

    [TestMethod]
    public void Options_of_docker_are_checked() => Assert.AreEqual(
        "DockerOptions.Version must be 'latest', or a version or version prefix as printed by 'docker version', such as 27.5 or 27.5.1.",
        Problem(new BootstrapOptions { Docker = new() { Version = "new" } }));

    [TestMethod]
    public void A_fingerprint_is_explained() => Assert.AreEqual(
        "DockerOptions.MirrorKeyFingerprint must be the 40 hex digits that 'gpg --show-keys' prints, without spaces.",
        Problem(new BootstrapOptions { Docker = new() { InstallMethod = DockerInstallMethod.DockerCe, Mirror = "https://mirror.example.com", MirrorKeyFingerprint = "AB CD" } }));

    [TestMethod]
    [DataRow(-1, false)]
    [DataRow(0, false)]
    [DataRow(1, true)]
    [DataRow(65535, true)]
    [DataRow(65536, false)]
    public void A_port_is_from_1_to_65535(int port, bool expected) => Assert.AreEqual(expected, OptionRules.IsPort(port));

    [TestMethod]
    public void An_engine_needs_a_connector_and_a_network()
    {
        Assert.AreEqual("connector", Assert.ThrowsExactly<ArgumentNullException>(() => new BootstrapEngine(null!, new NoNetwork())).ParamName);
        Assert.AreEqual("network", Assert.ThrowsExactly<ArgumentNullException>(() => new BootstrapEngine(new ScriptedConnector(), null!)).ParamName);
    }

    private static string? Problem(BootstrapOptions options)
    {
        try
        {
            _ = new BootstrapEngine(new ScriptedConnector(), new NoNetwork(), options);
            return null;
        }
        catch (ConfigurationException exception)
        {
            return exception.Message;
        }
    }
}
