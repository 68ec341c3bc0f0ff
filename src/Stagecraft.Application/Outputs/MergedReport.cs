using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Reports;
using Stagecraft.Configuration;

namespace Stagecraft.Application;

/// <summary>Merges the reports of a run's shards into the report that a run without shards would have produced.</summary>
internal static class MergedReport
{
    // In characters. A host needs about a thousand; a failed host needs about twice as many.
    private const int MaxLength = 256 * 1024 * 1024;

    /// <param name="files">JSON reports, relative to <paramref name="currentDirectory"/>; at least one. Their order does not matter.</param>
    /// <param name="currentDirectory">Absolute.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ConfigurationException">A file cannot be read or is not a report, or the reports do not belong to one run. The message names the file.</exception>
    public static async Task<BootstrapReport> ReadAsync(IReadOnlyList<string> files, string currentDirectory, CancellationToken cancellationToken)
    {
        var hosts = new SortedDictionary<string, (HostResult Result, string File)>(StringComparer.Ordinal);
        var warnings = new List<string>();
        BootstrapReport? first = null;
        foreach (var file in files)
        {
            var report = await ReadAsync(file, currentDirectory, cancellationToken);
            first ??= report;
            if (Kind(first) != Kind(report))
                throw new ConfigurationException($"'{SafeText.Line(files[0])}' is the report of a {Kind(first)}, but '{SafeText.Line(file)}' is the report of a {Kind(report)}. Merge only reports of the same kind.");

            if (Difference(first.Run, report.Run) is { } difference)
                throw new ConfigurationException($"'{SafeText.Line(files[0])}' and '{SafeText.Line(file)}' are not of one run: {difference}. Merge only reports of one run.");

            foreach (var result in report.Results)
            {
                if (!hosts.TryAdd(result.HostId, (result, file)))
                    throw new ConfigurationException($"The host '{SafeText.Line(result.HostId)}' is in two reports, '{SafeText.Line(hosts[result.HostId].File)}' and '{SafeText.Line(file)}'. Merge only reports of one run with the same number of shards.");
            }

            // Run warnings are in the report of every shard, so duplicates are dropped.
            warnings.AddRange(report.Warnings.Except(warnings, StringComparer.Ordinal).ToList());
        }

        // Hosts of different shards may be the same machine or node, which only the merged results can show.
        IReadOnlyList<HostResult> results = [.. hosts.Values.Select(host => host.Result)];
        return first is null
            ? new BootstrapReport(CheckOnly: false, results, warnings)
            : first with { Results = first.IsLeave ? results : SharedIdentity.Judge(results), Warnings = warnings };
    }

    private static string? Difference(RunIdentity first, RunIdentity other) =>
        first.Configuration != other.Configuration ? "their configurations differ"
        : first.Environment != other.Environment ? $"the environment is {Shown(first.Environment)} in the first and {Shown(other.Environment)} in the second"
        : first.ToolVersion != other.ToolVersion ? $"Stagecraft {Shown(first.ToolVersion)} wrote the first and {Shown(other.ToolVersion)} the second"
        : null;

    private static string Shown(string? text) => string.IsNullOrEmpty(text) ? "not known" : $"'{SafeText.Line(text)}'";

    /// <param name="file">A JSON report, relative to <paramref name="currentDirectory"/>.</param>
    /// <param name="currentDirectory">Absolute.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ConfigurationException">The file cannot be read or is not a report.</exception>
    public static async Task<BootstrapReport> ReadAsync(string file, string currentDirectory, CancellationToken cancellationToken)
    {
        if (file.Length == 0)
            throw new ConfigurationException("A report file name is empty. Check whether a variable on the command line is unset.");

        var text = await BoundedText.ReadFileAsync(Path.GetFullPath(file, currentDirectory), file, cancellationToken, MaxLength);
        try
        {
            return JsonReportReader.Read(text);
        }
        catch (FormatException exception)
        {
            throw new ConfigurationException($"'{SafeText.Line(file)}' is not a JSON report of a run: {exception.Message}");
        }
    }

    private static string Kind(BootstrapReport report) => (report.IsLeave, report.CheckOnly) switch
    {
        (true, true) => "leave check",
        (true, false) => "leave",
        (false, true) => "check",
        _ => "run",
    };
}
