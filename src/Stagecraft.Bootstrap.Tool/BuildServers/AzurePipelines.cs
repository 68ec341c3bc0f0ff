using System.Globalization;
using Stagecraft.Application;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Azure Pipelines: https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands</summary>
internal sealed class AzurePipelines(RunEnvironment surroundings, TextWriter log) : BuildServer(surroundings)
{
    protected override string RepositoryVariable => "BUILD_SOURCESDIRECTORY";

    protected override void Annotate(bool isError, string? code, string title, string message, SourceLocation? place = null)
    {
        var where = place is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"sourcepath={Property(at.File)};linenumber={at.Line};columnnumber={at.Column};")
            : "";
        var properties = $"type={(isError ? "error" : "warning")};{where}{(code is null ? "" : $"code={Property(code)};")}";
        SafeWriter.WriteCommand(log, $"##vso[task.logissue {properties}]{Data($"{title}: {message.Replace('\n', ' ')}")}");
    }

    // The agent reads the file after this process has ended.
    protected override void Summarize(string markdown)
    {
        if (Surroundings.Environment("AGENT_TEMPDIRECTORY") is not { Length: > 0 } directory) return;

        var path = Path.Combine(directory, "Host bootstrap.md");
        for (var i = 2; File.Exists(path); i++) path = Path.Combine(directory, $"Host bootstrap {i}.md");
        // CreateNew also refuses a link that was created in the meantime.
        using (var file = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write))) file.Write(markdown);
        SafeWriter.WriteCommand(log, $"##vso[task.uploadsummary]{Data(path)}");
    }

    // https://github.com/microsoft/azure-pipelines-agent/blob/master/docs/design/percentEncoding.md
    private static string Data(string text) => text
        .Replace("%", "%AZP25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text)
        .Replace(";", "%3B", StringComparison.Ordinal)
        .Replace("]", "%5D", StringComparison.Ordinal);
}
