using System.Globalization;
using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Build.Tasks;

/// <summary>Bootstraps hosts: installs Docker with Compose and joins the network. Produces one result and at most one error per host.</summary>
public partial class BootstrapHosts : StagecraftTask
{
    private protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, suggestion, items) in HostItem.Misspelled(Hosts)) Diagnostics.UnknownMetadata(name, suggestion, items);
        var (hosts, warnings) = HostItem.Read(Hosts, RunEnvironment);
        Diagnostics.Locate(hosts);
        var request = Request(new BootstrapRequest
        {
            Purpose = CheckOnly ? BootstrapPurpose.Check : BootstrapPurpose.Run,
            ConfigFile = ConfigFile,
            Environment = EnvironmentName.Length == 0 ? null : EnvironmentName,
            Hosts = hosts,
            HostWarnings = warnings,
            MaxParallelHosts = ReadMaxParallelHosts(),
            Serial = ReadCount(KnownNames.Properties.Serial, Serial),
            MaxFail = ReadCount(KnownNames.Properties.MaxFail, MaxFail),
            Names = KnownNames.Properties.Request,
        });
        var files = Reports.Select(file => ReportFile.Prepare(file, RunEnvironment.CurrentDirectory)).ToList();
        var session = await BootstrapSession.OpenAsync(request, RunEnvironment, cancellationToken);
        var selection = await session.FindHostsAsync(cancellationToken);

        // Printable, as in results.
        var reported = selection.Hosts.Where(host => host.Problem is not null).Select(host => SafeText.Line(host.Id)).ToHashSet(StringComparer.Ordinal);
        var report = await session.RunAsync(selection, new BuildObserver(SafeLog, Diagnostics, ContinueOnHostFailure, reported), cancellationToken);

        // The report has the same host order. The item identity is the original id, so that items can be matched by it.
        var sources = Hosts.ToDictionary(item => item.ItemSpec.Trim(), StringComparer.Ordinal);
        Results = [.. selection.Hosts.Zip(report.Results, (host, result) => ResultItem.Create(host, sources[host.Id], result, CheckOnly))];
        ReadyHosts = report.IsLeave ? [] : [.. Results.Where(ResultItem.IsReady)];
        Report(report);
        foreach (var failure in files.Select(file => file.Write(report)).OfType<string>()) Diagnostics.ReportNotWritten(failure);
    }

    /// <summary>Changes the request for another purpose.</summary>
    private protected virtual BootstrapRequest Request(BootstrapRequest request) => request;

    private protected override void NotAttempted(ErrorCode why, string message) => Results =
    [
        .. Hosts.OrderBy(item => item.ItemSpec, StringComparer.Ordinal).Select(item => ResultItem.Create(
            HostItem.Sketch(item),
            item,
            new HostResult
            {
                HostId = item.ItemSpec,
                Name = SafeText.Line(item.GetMetadata(KnownNames.Host.Name) is { Length: > 0 } name ? name : item.ItemSpec),
                Status = HostStatus.Skipped,
                ErrorCode = why,
                Message = $"Not attempted: {message}",
            },
            CheckOnly)),
    ];

    private void Report(BootstrapReport report)
    {
        foreach (var warning in report.Warnings)
            Diagnostics.RunWarning(warning);

        foreach (var result in report.Results)
        {
            foreach (var warning in result.Warnings) Diagnostics.HostWarning(result, warning);
        }

        if (Skipped(ErrorCode.Cancelled) is { Count: > 0 } cancelled)
            Diagnostics.Cancelled($"Canceled: {cancelled.Count} of {ReportCounts.Hosts(report.Results.Count)} not finished ({Names(cancelled)}). Run again to finish them; finished hosts are not changed.");
        if (Skipped(ErrorCode.RunStopped) is { Count: > 0 } stopped)
            Diagnostics.Stopped($"{ReportCounts.Hosts(stopped.Count)} not started ({Names(stopped)}). {stopped[0].Cause} {stopped[0].Remedy}");

        // With names, because the terminal logger shows only this line of a run without failures.
        Summarize(ReportCounts.Sentence(report) + string.Concat(ReportCounts.States(report).Select(count => StateNames(report, count.State))));

        IReadOnlyList<HostResult> Skipped(ErrorCode why) => [.. report.Results.Where(result => result.Status == HostStatus.Skipped && result.ErrorCode == why)];

        static string Names(IEnumerable<HostResult> results) => string.Join(", ", results.Select(result => result.Name));
    }

    private static string StateNames(BootstrapReport report, HostState state)
    {
        const int MaxNames = 20;
        var names = report.Results.Where(result => HostSummary.State(result) == state).Select(result => result.Name).ToList();
        return names.Count == 0 ? "" : $" {HostSummary.Heading(state)}: {NameSummary.Of(names, names.Count, MaxNames)}.";
    }

    private static HostCount? ReadCount(string property, string text) => text.Length == 0
        ? null
        : HostCount.Parse(text) ?? throw new ConfigurationException($"{property} must be a number of hosts, such as 2, or a percentage, such as 25%; it is '{SafeText.Line(text)}'.");

    private int? ReadMaxParallelHosts()
    {
        if (MaxParallelHosts.Length == 0) return null;
        return int.TryParse(MaxParallelHosts, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ConfigurationException($"The number of parallel hosts must be from 1 to {BootstrapOptions.MaxParallel}; it is '{SafeText.Line(MaxParallelHosts)}'.");
    }
}
