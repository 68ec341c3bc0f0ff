using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Configuration;
using Stagecraft.Configuration.Reports;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>The files that a run leaves: its reports, and a transcript a host.</summary>
internal sealed class RunRecords
{
    private readonly IReadOnlyList<ReportFile> reports;
    private readonly string? logDirectory;
    private readonly Surroundings surroundings;
    private readonly TextWriter error;

    private RunRecords(IReadOnlyList<ReportFile> reports, string? logDirectory, Surroundings surroundings, TextWriter error) =>
        (this.reports, this.logDirectory, this.surroundings, this.error) = (reports, logDirectory, surroundings, error);

    /// <summary>Finds out whether all of them can be written, before anything is touched.</summary>
    /// <exception cref="ConfigurationException">One cannot.</exception>
    public static RunRecords Prepare(IEnumerable<string> reports, string? logDirectory, Surroundings surroundings, TextWriter error) => new(
        [.. reports.Select(name => ReportFile.Prepare(name, surroundings.CurrentDirectory))],
        logDirectory is null ? null : Transcripts.Prepare(logDirectory, surroundings.CurrentDirectory),
        surroundings,
        error);

    /// <summary><paramref name="observer"/>, and whatever else the run is recorded by.</summary>
    public IBootstrapObserver Watch(IBootstrapObserver observer, IReadOnlyList<Host> hosts) => logDirectory is null
        ? observer
        : new Observers(Transcripts.Open(logDirectory, hosts, surroundings.Time, message => error.WriteLine($"warning: {message}")), observer);

    /// <summary>Writes every report that can be written.</summary>
    /// <returns>Whether all could.</returns>
    public bool Write(BootstrapReport report)
    {
        var failures = reports.Select(file => file.Write(report)).OfType<string>().ToList();
        foreach (var failure in failures) error.WriteLine($"error: {failure}");
        return failures.Count == 0;
    }
}
