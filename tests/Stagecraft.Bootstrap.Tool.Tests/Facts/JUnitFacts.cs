using System.Xml.Linq;

namespace Stagecraft.Bootstrap.Tool.Tests.Facts;

internal static class JUnitFacts
{
    public static ReportFacts Read(string report)
    {
        var suite = XDocument.Parse(report).Root!.Element("testsuite")!;
        var properties = suite.Element("properties")!.Elements().ToDictionary(property => property.Attribute("name")!.Value, property => property.Attribute("value")!.Value, StringComparer.Ordinal);
        var facts = new ReportFacts
        {
            Counts = suite.Element("system-out")!.Value,
            Run = ReportFacts.Identity(properties.GetValueOrDefault("environment"), properties.GetValueOrDefault("toolVersion"), properties.GetValueOrDefault("configuration")),
        };
        foreach (var warning in suite.Element("system-err")?.Value.Split('\n') ?? []) facts.AddWarning(warning);
        foreach (var test in suite.Elements("testcase")) Read(test, facts);
        return facts;
    }

    private static void Read(XElement test, ReportFacts facts)
    {
        var lines = test.Element("system-out")!.Value.Split('\n').Select(line => line.Split(": ", 2)).ToLookup(pair => pair[0], pair => pair[1]);
        facts.AddHost(new[] { "host", "id", "role", "address", "state", "changed", "docker", "compose", "fqdn", "network ipv4", "network ipv6" }.Select(name => lines[name].SingleOrDefault()));
        foreach (var step in lines.Where(line => line.Key.StartsWith("step ", StringComparison.Ordinal)))
            facts.AddStep([lines["host"].Single(), step.Key["step ".Length..], .. step.Single().Split(": ", 2)]);
        foreach (var warning in test.Element("system-err")?.Value.Split('\n') ?? [])
            facts.AddHostWarning(Label(lines["host"].Single(), lines["address"].SingleOrDefault()), warning);
        if (test.Element("failure") is { } failure) facts.AddFailure(failure.Attribute("type")!.Value, failure.Attribute("message")!.Value);
        if (test.Element("skipped") is { } skipped) facts.AddFailure("cancelled", skipped.Attribute("message")!.Value);
    }

    private static string Label(string name, string? address) => string.IsNullOrEmpty(address) || address == name ? name : $"{name} ({address})";
}
