using System.Globalization;
using System.Text;
using Stagecraft.Application;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>GitHub Actions: https://docs.github.com/actions/reference/workflow-commands-for-github-actions</summary>
internal sealed class GitHubActions(RunEnvironment surroundings, TextWriter log) : BuildServer(surroundings)
{
    // GitHub drops a larger summary completely, including the text that other commands of the step wrote.
    private const long MaxSummary = 1024 * 1024;

    protected override string RepositoryVariable => "GITHUB_WORKSPACE";

    protected override void Annotate(bool isError, string? code, string title, string message, SourceLocation? place = null)
    {
        var where = place is { } at ? string.Create(CultureInfo.InvariantCulture, $"file={Property(at.File)},line={at.Line},col={at.Column},") : "";
        SafeWriter.WriteCommand(log, $"::{(isError ? "error" : "warning")} {where}title={Property(title)}::{Data(message)}");
    }

    protected override void Summarize(string markdown)
    {
        if (Surroundings.Environment("GITHUB_STEP_SUMMARY") is not { Length: > 0 } path) return;

        var there = File.Exists(path) ? new FileInfo(path).Length : 0;
        if (there + Encoding.UTF8.GetByteCount(markdown) <= MaxSummary) File.AppendAllText(path, markdown);
        else Annotate(isError: false, null, "Host bootstrap", "The report is too large for the job's summary. Write it to a file with --report and upload the file as an artifact.");
    }

    private static string Data(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text)
        .Replace(":", "%3A", StringComparison.Ordinal)
        .Replace(",", "%2C", StringComparison.Ordinal);
}
