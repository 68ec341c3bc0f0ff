using Stagecraft.Application;
using Stagecraft.Bootstrap;

namespace Stagecraft.Bench.Engine;

/// <summary>The engine alone, with any number of ready hosts.</summary>
internal static class EngineScale
{
    /// <param name="config">The project's configuration.</param>
    /// <param name="answerFile">The answer of a ready host.</param>
    /// <param name="answeredBy">That host's name.</param>
    /// <param name="count">The number of hosts.</param>
    /// <param name="parallel">The number of hosts in progress.</param>
    /// <returns>Whether all were ready, and none was changed.</returns>
    public static async Task<bool> RunAsync(string config, string answerFile, string answeredBy, int count, int parallel)
    {
        var surroundings = BenchEnvironment.With(new ScriptedFleet(await File.ReadAllTextAsync(answerFile), answeredBy));
        var request = new BootstrapRequest
        {
            Purpose = BootstrapPurpose.Run,
            ConfigFile = config,
            Hosts = [.. Enumerable.Range(1, count).Select(number => new Host { Id = $"app-{number:D6}", Role = "app", PublicIp = "127.1.0.1" })],
            MaxParallelHosts = parallel,
        };
        var session = await BootstrapSession.OpenAsync(request, surroundings, CancellationToken.None);
        var report = await session.RunAsync(await session.FindHostsAsync(CancellationToken.None), new NoObserver(), CancellationToken.None);
        return report.Results.Count == count && report.Results.All(result => result is { Status: HostStatus.Success, Changed: false });
    }
}
