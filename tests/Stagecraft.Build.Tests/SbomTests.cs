using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Stagecraft.Testing;

namespace Stagecraft.Build.Tests;

/// <summary>The software bill of materials in each package.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SbomTests
{
    private static readonly XNamespace Bom = "http://cyclonedx.org/schema/bom/1.6";

    public static IEnumerable<object[]> All => PublishingTests.All;

    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task It_is_a_valid_document_without_a_serial_number_and_a_time(string id)
    {
        var bom = await ReadAsync(id);

        var errors = new List<string>();
        bom.Validate(Schema(), (_, error) => errors.Add(error.Message));
        Assert.AreEqual("", string.Join('\n', errors));
        Assert.AreEqual(Bom + "bom", bom.Root!.Name);
        Assert.IsNull(bom.Root.Attribute("serialNumber"));
        Assert.IsEmpty(bom.Descendants(Bom + "timestamp"));
        var about = bom.Root.Element(Bom + "metadata")!.Element(Bom + "component")!;
        Assert.AreEqual($"{id} {Packed.Version}", $"{(string?)about.Element(Bom + "name")} {(string?)about.Element(Bom + "version")}");
    }

    [TestMethod]
    public void A_wrong_document_is_not_valid() =>
        Assert.ThrowsExactly<XmlSchemaValidationException>(() => new XDocument(new XElement(Bom + "bom", new XElement(Bom + "component"))).Validate(Schema(), null));

    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task Every_assembly_of_a_package_is_listed(string id)
    {
        await using var package = await Packed.OpenAsync($"{id}.{Packed.Version}.nupkg");
        var listed = Components(await ReadAsync(id)).Keys.ToArray();

        var found = PublishingTests.Assemblies(package)
            .Select(name => name switch { "Renci.SshNet" => "SSH.NET", "dotnet-stagecraft-bootstrap" or "Stagecraft.Build.Tasks" => null, _ => name })
            .OfType<string>().Where(name => name != id).ToArray();
        Assert.ContainsAll(found, listed);
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task Its_packages_are_those_of_the_lock_file(string id)
    {
        var project = id == "Stagecraft.Build" ? "Stagecraft.Build.Tasks" : id.StartsWith(PublishingTests.Tool, StringComparison.Ordinal) ? PublishingTests.Tool : id;
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", project, "packages.lock.json")));
        var locked = file.RootElement.GetProperty("dependencies").GetProperty("net10.0");

        foreach (var (name, version) in Components(await ReadAsync(id)).Where(component => !component.Key.StartsWith("Stagecraft.", StringComparison.Ordinal)))
            Assert.AreEqual(locked.GetProperty(name).GetProperty("resolved").GetString(), version, name);
    }

    private static async Task<XDocument> ReadAsync(string id) => XDocument.Parse(await Packed.TextAsync($"{id}.{Packed.Version}.nupkg", "bom.xml"));

    private static Dictionary<string, string> Components(XDocument bom) => bom.Root!.Element(Bom + "components")!.Elements()
        .ToDictionary(component => (string)component.Element(Bom + "name")!, component => (string)component.Element(Bom + "version")!, StringComparer.Ordinal);

    // https://github.com/CycloneDX/specification, commit e02a34ae42a48239f54e04f75280b9000b29f1fb
    private static XmlSchemaSet Schema()
    {
        var schemas = new XmlSchemaSet { XmlResolver = null };
        foreach (var file in (string[])["spdx.xsd", "bom-1.6.xsd"])
        {
            using var reader = XmlReader.Create(Path.Combine(Repository.Root, "tests", "Stagecraft.Build.Tests", "Sbom", file), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            schemas.Add(null, reader);
        }

        return schemas;
    }
}
