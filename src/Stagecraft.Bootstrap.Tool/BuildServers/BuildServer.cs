using Stagecraft.Application;
using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Shows a run's findings on a build server: annotations, and the Markdown report as the job summary.</summary>
/// <param name="surroundings">Provides the environment variables and the current directory.</param>
internal abstract class BuildServer(RunEnvironment surroundings)
{
    // Annotations are short; the report lists every host.
    private const int MaxNames = 10;
    // GitHub shows ten of a step, and the output has all.
    private const int MaxProblems = 10;

    /// <summary>Detects the build server that runs this process; null if there is none.</summary>
    /// <param name="surroundings">Provides the environment variables.</param>
    /// <param name="log">The stream that the build server reads. Not standard output, which is only for results.</param>
    public static BuildServer? Detect(RunEnvironment surroundings, TextWriter log)
    {
        return IsTrue("GITHUB_ACTIONS") ? new GitHubActions(surroundings, log)
            : IsTrue("TF_BUILD") ? new AzurePipelines(surroundings, log)
            : null;

        bool IsTrue(string name) => string.Equals(surroundings.Environment(name), "true", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Shows the report. Never throws, because the run is over and its result must not change.</summary>
    public void Show(BootstrapReport report)
    {
        report = PrintableReport.Of(report);
        foreach (var warning in report.Warnings) Annotate(isError: false, null, "Host bootstrap", warning);
        foreach (var group in WarningGroup.Of(report))
            Annotate(isError: false, null, $"Warning on {ReportCounts.Hosts(group.Hosts.Count)}", $"{Names(group.Hosts)}: {group.Warning}");
        foreach (var change in report.CheckOnly ? ChangeGroup.Of(report) : [])
            Annotate(isError: false, null, $"A run would change {ReportCounts.Hosts(change.Hosts.Count)}", $"{Names(change.Hosts)}: {change.Changes}");
        foreach (var group in FailureGroup.Of(report))
        {
            var causes = group.Causes.Select(cause => $"{Names(cause.Hosts)}: {cause.Observed}");
            Annotate(
                isError: !group.IsSkipped,
                group.Code.DiagnosticId,
                $"{group.Code} on {ReportCounts.Hosts(group.HostCount)}",
                string.Join('\n', [.. causes.Take(MaxNames), group.Remedy, group.Code.HelpLink]));
        }

        try
        {
            Summarize(MarkdownReport.Write(report));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Annotate(isError: false, null, "Host bootstrap", $"The job's summary cannot be written: {exception.Message}");
        }
    }

    /// <summary>Shows what is wrong with the configuration, each at its place in the file.</summary>
    public void Show(IEnumerable<ConfigurationError> problems, bool isError)
    {
        foreach (var problem in problems.Take(MaxProblems)) Annotate(isError, null, "Configuration", problem.Message, Place(problem.Location));
    }

    /// <param name="isError">False for a warning.</param>
    /// <param name="code">For example <c>SCB1302</c>, or null.</param>
    /// <param name="title">One line.</param>
    /// <param name="message">May have several lines.</param>
    /// <param name="place">A place in a file of the repository, or null.</param>
    protected abstract void Annotate(bool isError, string? code, string title, string message, SourceLocation? place = null);

    protected abstract void Summarize(string markdown);

    protected RunEnvironment Surroundings { get; } = surroundings;

    /// <summary>The variable with the directory of the repository.</summary>
    protected abstract string RepositoryVariable { get; }

    // Build servers name files by their path in the repository. A document from standard input has no path.
    private SourceLocation? Place(SourceLocation? location)
    {
        if (location is not { } there || Path.GetFullPath(there.File, Surroundings.CurrentDirectory) is not { } path || !File.Exists(path)) return null;
        var root = Surroundings.Environment(RepositoryVariable) is { Length: > 0 } directory ? directory : Surroundings.CurrentDirectory;
        return there with { File = Path.GetRelativePath(root, path).Replace('\\', '/') };
    }

    private static string Names(IReadOnlyList<HostResult> hosts) =>
        NameSummary.Of(hosts.Select(HostSummary.Label), hosts.Count, MaxNames);
}
