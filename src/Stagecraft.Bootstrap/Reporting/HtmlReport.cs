using System.Text;
using System.Xml;
using System.Xml.Linq;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>The report as a self-contained, printable page: no scripts and no external resources, with light and dark colors.</summary>
/// <remarks>The page is both HTML and well-formed XML. Lines end in LF. The same results produce the same bytes.</remarks>
public static class HtmlReport
{
    private static readonly string Style = ReadStyle();

    private static readonly XmlWriterSettings Format = new()
    {
        Indent = true,
        NewLineChars = "\n",
        OmitXmlDeclaration = true,
    };

    public static string Write(BootstrapReport report)
    {
        report = PrintableReport.Of(report);
        var output = new StringBuilder("<!DOCTYPE html>\n");
        using (var xml = XmlWriter.Create(output, Format))
            Page(report).Save(xml);
        return output.Append('\n').ToString();
    }

    private static XElement Page(BootstrapReport report)
    {
        var title = report.CheckOnly ? "Host bootstrap check" : "Host bootstrap";
        return new XElement(
            "html",
            new XAttribute("lang", "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                // Even if unwanted content gets into the page, nothing is executed or loaded.
                new XElement("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", "default-src 'none'; style-src 'unsafe-inline'")),
                new XElement("title", title),
                new XElement("style", Style)),
            new XElement(
                "body",
                new XElement("h1", title),
                new XElement("p", Class("counts"), ReportCounts.Sentence(report)),
                report.Warnings.Select(warning => new XElement("p", Class("warning"), warning)),
                HtmlFailures.Section(report),
                HtmlWarnings.Section(report),
                HtmlHosts.Section(report),
                HtmlChanges.Section(report),
                HtmlHosts.Steps(report)));
    }

    internal static XAttribute Class(string name) => new("class", name);

    private static string ReadStyle()
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!);
        return "\n" + reader.ReadToEnd();
    }
}
