using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bench.Engine;

/// <summary>What the engine asks hosts, and what it makes of answers that others fetched.</summary>
internal static class EngineProbes
{
    /// <summary>Writes the command that the engine sends to every host, and its input, into the folder.</summary>
    /// <returns>Whether all hosts are sent the same.</returns>
    public static async Task<bool> RecordAsync(string config, string hosts, string folder)
    {
        var recorder = new ProbeRecorder(folder);
        var report = await RunAsync(config, hosts, recorder);
        return recorder.Asked == report.Results.Count;
    }

    /// <returns>The JSON report that the answers lead to, one file per address; null if not all hosts are ready.</returns>
    public static async Task<string?> ReplayAsync(string config, string hosts, string answers)
    {
        var report = await RunAsync(config, hosts, new AnswerReplay(answers));
        return report.Results.All(result => result.Status == HostStatus.Success) ? JsonReport.Write(report) : null;
    }

    private static async Task<BootstrapReport> RunAsync(string config, string hosts, IHostConnector connector)
    {
        var request = new BootstrapRequest { Purpose = BootstrapPurpose.Run, ConfigFile = config, HostsFile = hosts, MaxParallelHosts = 1 };
        var session = await BootstrapSession.OpenAsync(request, BenchEnvironment.With(connector), CancellationToken.None);
        return await session.RunAsync(await session.FindHostsAsync(CancellationToken.None), new NoObserver(), CancellationToken.None);
    }
}
