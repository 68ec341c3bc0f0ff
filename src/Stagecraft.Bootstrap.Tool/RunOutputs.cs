using Stagecraft.Application;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>The files that a run writes: reports, and one transcript per host.</summary>
internal sealed class RunOutputs
{
    private readonly IReadOnlyList<ReportFile> reports;
    private readonly string? logDirectory;
    private readonly RunEnvironment surroundings;
    private readonly TextWriter error;

    private RunOutputs(IReadOnlyList<ReportFile> reports, string? logDirectory, RunEnvironment surroundings, TextWriter error) =>
        (this.reports, this.logDirectory, this.surroundings, this.error) = (reports, logDirectory, surroundings, error);

    /// <summary>Checks that all files can be written, before the run starts.</summary>
    /// <exception cref="ConfigurationException">A file cannot be written.</exception>
    public static RunOutputs Prepare(IEnumerable<string> reports, string? logDirectory, RunEnvironment surroundings, TextWriter error) => new(
        [.. reports.Select(name => ReportFile.Prepare(name, surroundings.CurrentDirectory))],
        logDirectory is null ? null : Transcripts.Prepare(logDirectory, surroundings.CurrentDirectory),
        surroundings,
        error);

    /// <summary>Returns <paramref name="observer"/> combined with the transcripts.</summary>
    public IBootstrapObserver Watch(IBootstrapObserver observer, IReadOnlyList<Host> hosts) => logDirectory is null
        ? observer
        : new Observers(Transcripts.Open(logDirectory, hosts, surroundings.Time, message => error.WriteLine($"warning: {message}")), observer);

    /// <summary>Writes all reports, and continues if one fails.</summary>
    /// <returns>Whether all reports were written.</returns>
    public bool Write(BootstrapReport report)
    {
        var failures = reports.Select(file => file.Write(report)).OfType<string>().ToList();
        foreach (var failure in failures) error.WriteLine($"error: {failure}");
        return failures.Count == 0;
    }
}
