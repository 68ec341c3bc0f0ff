using Stagecraft.Bootstrap.Reporting;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Configuration.Reports;

/// <summary>The report formats, by file extension.</summary>
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

    /// <summary>The writer for a file name, or null if its extension is not one of <see cref="Known"/>.</summary>
    public static Action<BootstrapReport, TextWriter>? For(string file) => ByExtension.GetValueOrDefault(Path.GetExtension(file));

    private static Action<BootstrapReport, TextWriter> Whole(Func<BootstrapReport, string> write) => (report, file) => file.Write(write(report));
}
