using Stagecraft.Bootstrap.Reporting;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Configuration.Reports;

/// <summary>The formats of a report's file, by the file's extension.</summary>
public static class ReportFormats
{
    private static readonly OrderedDictionary<string, Func<BootstrapReport, string>> ByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".json"] = JsonReport.Write,
        [".xml"] = JUnitReport.Write,
        [".md"] = MarkdownReport.Write,
        [".html"] = HtmlReport.Write,
    };

    /// <summary>For messages: <c>.json, .xml (JUnit), .md or .html</c>.</summary>
    public const string Known = ".json, .xml (JUnit), .md or .html";

    /// <summary>What writes a file of this name, or null where its extension is none of <see cref="Known"/>.</summary>
    public static Func<BootstrapReport, string>? For(string file) => ByExtension.GetValueOrDefault(Path.GetExtension(file));
}
