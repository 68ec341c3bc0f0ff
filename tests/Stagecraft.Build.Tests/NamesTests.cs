using System.Reflection;
using System.Xml.Linq;
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

    private static string[] Constants(Type type) =>
        [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];
}
