using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Engine;

/// <summary>Runs the engine on scripted hosts. A run that never ends fails its test.</summary>
internal static class EngineRun
{
    public static Host Host(string id, string? name = null) => new() { Id = id, Name = name!, PublicIp = "203.0.113.7" };

    public static Host[] Hosts(params string[] ids) => [.. ids.Select(id => Host(id))];

    public static async Task<BootstrapReport> RunAsync(
        ScriptedConnector connector,
        IEnumerable<Host> hosts,
        BootstrapOptions? options = null,
        INetworkProvider? network = null,
        IBootstrapObserver? observer = null,
        CancellationToken cancellationToken = default)
    {
        var engine = new BootstrapEngine(connector, network ?? new NoNetwork(), options ?? new(), observer ?? new RecordingObserver());
        var report = await Eventually.EndsAsync(engine.RunAsync(hosts, cancellationToken));
        foreach (var result in report.Results) AssertExplains(result);
        return report;
    }

    // In every test, a host that does not succeed has a cause and a fix.
    private static void AssertExplains(HostResult result)
    {
        var hasError = result.ErrorCode is not null;
        Assert.AreEqual(result.Status != HostStatus.Success, hasError, result.Message);
        Assert.AreEqual(hasError, result.Cause.Length > 0, result.Message);
        Assert.AreEqual(hasError, result.Remedy.Length > 0, result.Message);
    }

    public static async Task<HostResult> OneAsync(
        ScriptedHost scripted,
        BootstrapOptions? options = null,
        INetworkProvider? network = null,
        IBootstrapObserver? observer = null,
        CancellationToken cancellationToken = default)
    {
        var connector = new ScriptedConnector { ["h1"] = scripted };
        var report = await RunAsync(connector, [Host("h1", "app-1")], options, network, observer, cancellationToken);
        return report.Results.Single();
    }

    public static StepResult Step(this HostResult result, string name) => result.Steps.Single(step => step.Name == name);

    /// <summary>Every step as <c>name=outcome</c>, to compare the whole sequence.</summary>
    public static string Sequence(this HostResult result) => string.Join(' ', result.Steps.Select(step => $"{step.Name}={step.Outcome}"));

    public static string Ids(this IEnumerable<HostResult> results) => string.Join(' ', results.Select(result => result.HostId));
}
