using System.Diagnostics;
using System.Globalization;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Configuration;

namespace Stagecraft.Bench;

/// <summary>The engine alone: seconds for a number of ready hosts, and the largest size of this process until then.</summary>
internal static class EngineScale
{
    private const double Mebibyte = 1024 * 1024;

    /// <param name="config">The project's configuration.</param>
    /// <param name="answerFile">What a ready host said.</param>
    /// <param name="answeredBy">That host's name.</param>
    /// <param name="count">The number of hosts.</param>
    /// <param name="parallel">How many of them are in flight.</param>
    /// <exception cref="InvalidOperationException">A host was not ready: the answer does not fit the configuration.</exception>
    public static async Task<string> MeasureAsync(string config, string answerFile, string answeredBy, int count, int parallel)
    {
        var surroundings = BenchSurroundings.With(new ScriptedFleet(await File.ReadAllTextAsync(answerFile), answeredBy));
        var request = new BootstrapRequest
        {
            Purpose = BootstrapPurpose.Run,
            ConfigFile = config,
            Hosts = [.. Enumerable.Range(1, count).Select(number => new Host { Id = $"app-{number:D6}", Role = "app", PublicIp = "127.1.0.1" })],
            MaxParallelHosts = parallel,
        };
        var session = await BootstrapSession.OpenAsync(request, surroundings, CancellationToken.None);
        var hosts = await session.FindHostsAsync(CancellationToken.None);

        var clock = Stopwatch.StartNew();
        var report = await session.RunAsync(hosts, new NoObserver(), CancellationToken.None);
        var seconds = clock.Elapsed.TotalSeconds;

        if (report.Results.Count != count || report.Results.FirstOrDefault(result => result.Status != HostStatus.Success || result.Changed) is not null)
            throw new InvalidOperationException("Not all hosts were ready.");
        using var self = Process.GetCurrentProcess();
        return string.Create(CultureInfo.InvariantCulture, $"{seconds:F3} {self.PeakWorkingSet64 / Mebibyte:F1}");
    }
}
