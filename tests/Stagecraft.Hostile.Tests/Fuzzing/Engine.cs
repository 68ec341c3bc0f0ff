using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Reports;
using Stagecraft.Providers.Tailscale;
using Stagecraft.Testing;

namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>The whole engine with a host that can answer anything.</summary>
internal static class Engine
{
    private static readonly TailscaleProvider Network = new(new TailscaleOptions
    {
        AuthKey = new Secret("tskey-auth-CANARY"),
        AuthKeySource = "the variable KEY",
        TailnetDomain = "example.ts.net",
        DefaultTags = ["tag:web"],
    });

    /// <param name="text">The answer of the host to every command.</param>
    public static void HostAnswers(string text)
    {
        var scripted = new ScriptedHost { OnCommand = (_, _) => Task.FromResult(new CommandResult(0, null, text, text)) };
        var connector = new ScriptedConnector { Default = _ => scripted };

        var report = new BootstrapEngine(connector, Network, new BootstrapOptions(), new RecordingObserver())
            .RunAsync([new Host { Id = "app-1", PublicIp = "203.0.113.7" }], CancellationToken.None).GetAwaiter().GetResult();

        var result = report.Results.Single();
        Assert.AreNotEqual(ErrorCode.InternalError, result.ErrorCode, result.Message);
        foreach (var line in TextReport.Write(report).Split('\n')) Printable.Assert(line);
        foreach (var line in JsonReport.Write(report).Split('\n')) Printable.Assert(line);
        Assert.DoesNotContain("CANARY", JsonReport.Write(report));
    }
}
