using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using AngleSharp.Dom;
using Json.Schema;
using Stagecraft.Bootstrap.Reports;
using Stagecraft.Bootstrap.Tool.Tests.Facts;

namespace Stagecraft.Bootstrap.Tool.Tests;

/// <summary>The file formats, read with third-party parsers.</summary>
[TestClass]
public sealed class ReportFormatTests
{
    private static readonly Dictionary<string, Func<string, ReportFacts>> Readers = new(StringComparer.Ordinal)
    {
        ["json"] = JsonFacts.Read,
        ["xml"] = JUnitFacts.Read,
        ["md"] = MarkdownFacts.Read,
        ["html"] = HtmlFacts.Read,
    };

    private static readonly JsonSchema Strict = ReadStrictly();

    public static IEnumerable<(string Report, string Format)> Combinations =>
        from report in Reports.All.Keys from format in Readers.Keys select (report, format);

    [TestMethod]
    [DataRow("run", "xml")]
    [DataRow("run", "md")]
    [DataRow("run", "html")]
    [DataRow("check", "xml")]
    [DataRow("check", "md")]
    [DataRow("check", "html")]
    [DataRow("empty", "xml")]
    [DataRow("empty", "md")]
    [DataRow("empty", "html")]
    [DataRow("many", "md")]
    public void The_formats_are_a_contract(string report, string format) => GoldenFile.Matches($"{report}.{format}", Reports.Writers[format](Reports.All[report]));

    [TestMethod]
    [DynamicData(nameof(Combinations))]
    public void Every_format_has_the_same_facts(string report, string format)
    {
        var expected = JsonFacts.Read(JsonReport.Write(Reports.All[report]));

        var found = Readers[format](Reports.Writers[format](Reports.All[report]));

        Assert.AreEqual(expected.ToString(), found.ToString());
    }

    [TestMethod]
    public void The_identity_of_a_host_is_only_in_formats_for_programs()
    {
        foreach (var (format, write) in Reports.Writers)
        {
            Assert.AreEqual(format == "json", write(Reports.Run).Contains(Reports.Identity.Machine!, StringComparison.Ordinal), format);
            Assert.AreEqual(format == "json", write(Reports.Run).Contains(Reports.Identity.Node!, StringComparison.Ordinal), format);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Combinations))]
    public void Lines_end_in_LF_without_control_characters(string report, string format)
    {
        var text = Reports.Writers[format](Reports.All[report]);

        Assert.IsFalse(text.Any(c => char.IsControl(c) && c != '\n'));
        Assert.EndsWith("\n", text);
    }

    [TestMethod]
    [DataRow("run")]
    [DataRow("check")]
    [DataRow("empty")]
    [DataRow("hostile")]
    public void A_json_report_and_its_schema_match(string report)
    {
        using var document = JsonDocument.Parse(JsonReport.Write(Reports.All[report]));

        var result = Strict.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });

        Assert.IsTrue(result.IsValid, string.Join('\n', (result.Details ?? []).Where(detail => detail.Errors is not null).Select(detail => $"{detail.InstanceLocation}: {string.Join(' ', detail.Errors!.Values)}")));
    }

    [TestMethod]
    public void The_schema_knows_every_error_code()
    {
        var schema = Published();

        var codes = schema["$defs"]!["host"]!["properties"]!["errorCode"]!["enum"]!.AsArray().Select(code => code?.GetValue<string>()).ToList();

        Assert.AreSequenceEqual(ErrorCode.All.Select(code => code.Id).Prepend(null).ToList(), codes);
    }

    [TestMethod]
    [DataRow("run")]
    [DataRow("check")]
    [DataRow("empty")]
    [DataRow("hostile")]
    public void A_junit_report_has_the_common_format(string report)
    {
        var schemas = new XmlSchemaSet();
        schemas.Add(null, Path.Combine(AppContext.BaseDirectory, "junit.xsd"));
        var document = XDocument.Parse(JUnitReport.Write(Reports.All[report]));

        var errors = new List<string>();
        document.Validate(schemas, (_, error) => errors.Add(error.Message));

        Assert.AreEqual("", string.Join('\n', errors));
        var names = document.Descendants("testcase").Select(test => test.Attribute("name")!.Value).ToList();
        Assert.AreAllDistinct(names);
    }

    [TestMethod]
    public void An_html_report_is_valid_XML_without_scripts_and_external_files()
    {
        var text = HtmlReport.Write(HostileReport.Report);

        using var page = HtmlFacts.Parse(text);

        Assert.IsEmpty(page.QuerySelectorAll("script, img, link, iframe, object, embed, form, [src], [onload], [onclick]"));
        Assert.AreEqual("", Links(page));
        Assert.DoesNotContain("url(", text);
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        while (reader.Read()) { }
    }

    [TestMethod]
    public void An_html_report_leads_from_a_host_to_its_failure_and_its_steps()
    {
        using var page = HtmlFacts.Parse(HtmlReport.Write(Reports.Run));
        var failed = page.QuerySelectorAll("table.hosts tbody tr").Single(row => row.QuerySelector("th")!.TextContent.Trim() == "db");

        var failure = Target(failed.QuerySelector("td.state a")!);
        var steps = Target(failed.QuerySelector("th a")!);

        Assert.Contains("docker_install_failed (SCB1302)", failure.TextContent);
        Assert.AreEqual("Fix: Check the host's apt sources.", failure.QuerySelector(".fix")!.TextContent.Trim());
        Assert.AreEqual(steps, Target(failure.QuerySelector(".on a")!));
        // The target is inside the block, because browsers then open it.
        Assert.AreEqual("db", steps.ParentElement!.QuerySelector("summary b")!.TextContent);
        Assert.AreEqual("details", steps.ParentElement.LocalName);

        IElement Target(IElement link) => page.GetElementById(link.GetAttribute("href")![1..])!;
    }

    [TestMethod]
    public void An_html_report_can_be_used_with_a_keyboard_and_searched()
    {
        var text = HtmlReport.Write(Reports.Run);
        using var page = HtmlFacts.Parse(text);

        Assert.HasCount(1, page.QuerySelectorAll("body > main"));
        foreach (var table in page.QuerySelectorAll("table"))
        {
            var region = table.ParentElement!;
            Assert.AreEqual("region 0", $"{region.GetAttribute("role")} {region.GetAttribute("tabindex")}");
            Assert.AreNotEqual("", region.GetAttribute("aria-label"));
        }

        // Text in a style sheet cannot be searched for or copied.
        Assert.DoesNotContain("content:", text.Replace("default-src", "", StringComparison.Ordinal));
    }

    [TestMethod]
    public void The_source_of_a_markdown_report_is_readable()
    {
        var text = MarkdownReport.Write(Reports.Run);

        Assert.DoesNotContain("&#", text);
        Assert.DoesNotContain("<code>", text);
    }

    [TestMethod]
    public void Text_in_a_markdown_report_does_not_become_markup()
    {
        using var page = MarkdownFacts.Parse(MarkdownReport.Write(HostileReport.Report));

        Assert.AreEqual("", Links(page));
        var tags = page.Body!.QuerySelectorAll("*").Select(element => element.LocalName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        Assert.AreEqual("a b blockquote br code details h2 li p strong summary table tbody td th thead tr ul", string.Join(' ', tags));
    }

    [TestMethod]
    public void A_markdown_report_does_not_mention_users()
    {
        using var page = MarkdownFacts.Parse(MarkdownReport.Write(HostileReport.Report));

        // GitHub links names and numbers everywhere except in code and in links.
        foreach (var code in page.QuerySelectorAll("code, a").ToList()) code.Remove();

        Assert.DoesNotContain("@", page.Body!.TextContent);
        Assert.DoesNotContain("#", page.Body!.TextContent);
    }

    private static JsonNode Published() => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "report.schema.json")))!;

    // The published schema allows properties of later versions. Here an unlisted property is an error.
    private static JsonSchema ReadStrictly()
    {
        var schema = Published();
        foreach (var described in Descendants(schema).OfType<JsonObject>().Where(node => node.ContainsKey("properties")).ToList())
            described["additionalProperties"] = false;
        return JsonSchema.FromText(schema.ToJsonString());
    }

    // Other than to the pages of diagnostics, and to elements of the page itself.
    private static string Links(IDocument page) => string.Join('\n', page.QuerySelectorAll("a")
        .Select(link => link.GetAttribute("href")!)
        .Where(address => !ErrorCode.All.Any(code => code.HelpLink == address) && !(address.StartsWith('#') && page.GetElementById(address[1..]) is not null)));

    private static IEnumerable<JsonNode> Descendants(JsonNode node)
    {
        yield return node;
        IEnumerable<JsonNode?> children = node is JsonObject map ? map.Select(pair => pair.Value) : node is JsonArray list ? list : [];
        foreach (var child in children.OfType<JsonNode>().SelectMany(Descendants)) yield return child;
    }
}
