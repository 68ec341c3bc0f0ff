using Stagecraft.Bootstrap.Reporting;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Configuration.Reports;

/// <summary>The formats of a report's file, by the file's extension.</summary>
public static class ReportFormats
{
    private static readonly OrderedDictionary<string, Action<BootstrapReport, TextWriter>> ByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".json"] = JsonReport.Write,
        [".xml"] = Whole(JUnitReport.Write),
        [".md"] = Whole(MarkdownReport.Write),
        [".html"] = Whole(HtmlReport.Write),
    };

    /// <summary>For messages: <c>.json, .xml (JUnit), .md or .html</c>.</summary>
    public const string Known = ".json, .xml (JUnit), .md or .html";

    /// <summary>What writes a file of this name, or null where its extension is none of <see cref="Known"/>.</summary>
    public static Action<BootstrapReport, TextWriter>? For(string file) => ByExtension.GetValueOrDefault(Path.GetExtension(file));

    private static Action<BootstrapReport, TextWriter> Whole(Func<BootstrapReport, string> write) => (report, file) => file.Write(write(report));
}
