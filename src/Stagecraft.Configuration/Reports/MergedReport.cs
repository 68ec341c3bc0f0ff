using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Reporting;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Configuration.Reports;

/// <summary>The reports of a run's shards, as the one report that the run would have had without shards.</summary>
public static class MergedReport
{
    // Characters. A host has about a thousand, a failed one twice as many.
    private const int MaxLength = 256 * 1024 * 1024;

    /// <param name="files">JSON reports, relative to <paramref name="currentDirectory"/>; at least one. Their order does not matter.</param>
    /// <param name="currentDirectory">Absolute.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ConfigurationException">A file cannot be read or is no report, or the reports are not of one run. The message names the file.</exception>
    public static async Task<BootstrapReport> ReadAsync(IReadOnlyList<string> files, string currentDirectory, CancellationToken cancellationToken)
    {
        var hosts = new SortedDictionary<string, (HostResult Result, string File)>(StringComparer.Ordinal);
        var warnings = new List<string>();
        bool? check = null;
        foreach (var file in files)
        {
            var report = await ReadAsync(file, currentDirectory, cancellationToken);
            if ((check ??= report.CheckOnly) != report.CheckOnly)
                throw new ConfigurationException($"'{SafeText.Line(files[0])}' is the report of a {Kind(check)}, and '{SafeText.Line(file)}' that of a {Kind(report.CheckOnly)}. Only reports of one and the same can be merged.");

            foreach (var result in report.Results)
            {
                if (!hosts.TryAdd(result.HostId, (result, file)))
                    throw new ConfigurationException($"The host '{SafeText.Line(result.HostId)}' is in two reports, '{SafeText.Line(hosts[result.HostId].File)}' and '{SafeText.Line(file)}'. Are they of one run, with one number of shards?");
            }

            // They are about the run: each shard has them.
            warnings.AddRange(report.Warnings.Except(warnings, StringComparer.Ordinal).ToList());
        }

        // Hosts of two shards may be one machine or one node: only together do they show it.
        return new BootstrapReport(check ?? false, SharedIdentity.Judge([.. hosts.Values.Select(host => host.Result)]), warnings);
    }

    private static async Task<BootstrapReport> ReadAsync(string file, string currentDirectory, CancellationToken cancellationToken)
    {
        if (file.Length == 0)
            throw new ConfigurationException("The name of a report is empty. Is a variable in the command line not set?");

        var text = await BoundedText.ReadFileAsync(Path.GetFullPath(file, currentDirectory), file, cancellationToken, MaxLength);
        try
        {
            return JsonReportReader.Read(text);
        }
        catch (FormatException exception)
        {
            throw new ConfigurationException($"'{SafeText.Line(file)}' is not a JSON report that can be merged: {exception.Message}");
        }
    }

    private static string Kind(bool? check) => check == true ? "check" : "run";
}
