using System.Reflection;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Stagecraft.Bootstrap;
using Stagecraft.Build.Tasks;
using Stagecraft.Testing;

namespace Stagecraft.Build.Tests;

/// <summary>Code, targets and documentation use the same names.</summary>
[TestClass]
public sealed class NamesTests
{
    private static readonly string Documentation = File.ReadAllText(Path.Combine(Repository.Root, "docs", "msbuild.md"));

    [TestMethod]
    public void Every_build_code_is_documented_and_unique()
    {
        var codes = Constants(typeof(KnownNames.Codes));
        Assert.IsNotEmpty(codes);
        foreach (var code in codes)
        {
            Assert.Contains($"\n### {code}\n", Documentation);
            Assert.IsFalse(ErrorCode.All.Any(host => host.DiagnosticId == code), code);
        }
    }

    [TestMethod]
    public void Every_item_and_metadata_name_is_documented()
    {
        foreach (var name in (string[])[.. Constants(typeof(KnownNames.Items)), .. Constants(typeof(KnownNames.Host)), .. Constants(typeof(KnownNames.Result))])
            Assert.IsTrue(Documentation.Contains($"`{name}`", StringComparison.Ordinal) || Documentation.Contains($"`@({name})`", StringComparison.Ordinal), name);
    }

    [TestMethod]
    public void Every_property_and_target_is_documented_or_private()
    {
        var targets = XDocument.Load(Repository.Targets).Root!;
        string[] names =
        [
            .. targets.Elements("PropertyGroup").Elements().Select(property => property.Name.LocalName),
            .. targets.Elements("Target").Select(target => target.Attribute("Name")!.Value),
        ];

        foreach (var name in names.Where(name => !name.StartsWith("_Stagecraft", StringComparison.Ordinal)))
            Assert.Contains($"`{name}`", Documentation);
        Assert.Contains($"Code=\"{KnownNames.Codes.TasksMissing}\"", targets.ToString());
        Assert.Contains(KnownNames.Codes.HelpLink(KnownNames.Codes.TasksMissing), targets.ToString());
    }

    [TestMethod]
    public void The_lists_of_metadata_are_complete()
    {
        Assert.AreSequenceEqual(Constants(typeof(KnownNames.Host)).Where(name => name != KnownNames.Host.FromDocument).Order(StringComparer.Ordinal).ToList(), KnownNames.Host.All.Order(StringComparer.Ordinal));
        Assert.AreSequenceEqual(Constants(typeof(KnownNames.Result)).Order(StringComparer.Ordinal).ToList(), KnownNames.Result.All.Order(StringComparer.Ordinal));
    }

    [TestMethod]
    public void Every_parameter_of_a_task_is_documented()
    {
        var section = Documentation[Documentation.IndexOf("\n## The tasks\n", StringComparison.Ordinal)..];
        foreach (var task in (Type[])[typeof(BootstrapHosts), typeof(LeaveNetwork), typeof(GetStagecraftHosts), typeof(VerifyBootstrappedHosts)])
        {
            var expected = task.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                // A task that extends another one refers to its table.
                .Where(property => property.DeclaringType == task || (property.DeclaringType == typeof(StagecraftTask) && task.BaseType == typeof(StagecraftTask)))
                .Select(property => property.Name + (property.IsDefined(typeof(OutputAttribute)) ? " (output)" : property.IsDefined(typeof(RequiredAttribute)) ? " (required)" : ""));

            Assert.AreEqual(string.Join('\n', expected.Order(StringComparer.Ordinal)), string.Join('\n', Parameters(section, task.Name).Order(StringComparer.Ordinal)), task.Name);
        }
    }

    [TestMethod]
    public void The_schema_for_editors_knows_what_the_targets_define()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText($"{Repository.Targets}.buildschema.json"));
        var targets = XDocument.Load(Repository.Targets).Root!;
        var properties = Public(targets.Elements("PropertyGroup").Elements().Select(property => property.Name.LocalName));
        var outputs = targets.Descendants("Output").Select(output => output.Attribute("ItemName")?.Value).OfType<string>();

        Assert.AreEqual(properties, Names(schema.RootElement.GetProperty("properties")));
        Assert.AreEqual(Public(targets.Elements("Target").Select(target => target.Attribute("Name")!.Value)), Names(schema.RootElement.GetProperty("targets")));
        Assert.AreEqual(Public(outputs), Names(schema.RootElement.GetProperty("items")));
        foreach (var item in schema.RootElement.GetProperty("items").EnumerateObject())
        {
            string[] metadata = item.Name == KnownNames.Items.Host ? [.. KnownNames.Host.All] : [.. KnownNames.Host.All, .. KnownNames.Result.All];
            Assert.AreEqual(Public(metadata), Names(item.Value.GetProperty("metadata")), item.Name);
        }
    }

    private static string Public(IEnumerable<string> names) =>
        string.Join('\n', names.Where(name => !name.StartsWith('_')).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static string Names(JsonElement map)
    {
        foreach (var entry in map.EnumerateObject())
            Assert.AreNotEqual("", entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString() : entry.Value.GetProperty("description").GetString(), entry.Name);
        return string.Join('\n', map.EnumerateObject().Select(entry => entry.Name).Order(StringComparer.Ordinal));
    }

    // The rows of the table under the task's heading: | `Name` | required, output or empty | ...
    private static IEnumerable<string> Parameters(string section, string task)
    {
        var start = section.IndexOf($"\n### {task}\n", StringComparison.Ordinal);
        Assert.IsGreaterThan(-1, start, task);
        var part = section[(start + 1)..];
        part = part.IndexOf("\n#", StringComparison.Ordinal) is > 0 and var end ? part[..end] : part;
        return part.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|'))
            .Select(cells => cells[1].Trim().Trim('`') + (cells[2].Trim() is { Length: > 0 } kind ? $" ({kind})" : ""));
    }

    private static string[] Constants(Type type) =>
        [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];
}
