using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Writes what a package says about itself: its software bill of materials (https://cyclonedx.org/docs/1.6/xml/), without
/// a serial number and a time, so that the same commit gives the same bytes, and its README with links to the sources of this version.
/// </summary>
public sealed class DescribePackage : Task
{
    private static readonly XNamespace Bom = "http://cyclonedx.org/schema/bom/1.6";

    [Required]
    public string Id { get; set; }

    [Required]
    public string Version { get; set; }

    [Required]
    public string Type { get; set; }

    /// <summary>NuGet packages: the identity is the id. The metadata are Version and Folder.</summary>
    public ITaskItem[] Packages { get; set; } = Array.Empty<ITaskItem>();

    /// <summary>The names of this repository's own parts, which have the same version.</summary>
    public string[] Parts { get; set; } = Array.Empty<string>();

    [Required]
    public string BomFile { get; set; }

    public string Readme { get; set; }

    public string ReadmeFile { get; set; }

    /// <summary>Such as https://github.com/OWNER/NAME.</summary>
    public string Repository { get; set; }

    /// <summary>The tag or the commit of this version.</summary>
    public string Revision { get; set; }

    public override bool Execute()
    {
        var components = Packages.Select(Component).Concat(Parts.Select(name => Own("library", name, new XElement(Bom + "name", name))))
            .GroupBy(component => (string)component.Attribute("bom-ref")).Select(same => same.First())
            .OrderBy(component => (string)component.Attribute("bom-ref"), StringComparer.Ordinal).ToList();
        Write(BomFile, new XDeclaration("1.0", "utf-8", null) + "\n" + new XElement(
            Bom + "bom",
            new XAttribute("version", 1),
            new XElement(Bom + "metadata", Own(Type, Id, new XElement(Bom + "name", Id))),
            new XElement(Bom + "components", components),
            new XElement(
                Bom + "dependencies",
                new XElement(Bom + "dependency", new XAttribute("ref", Reference(Id, Version)), components.Select(component => new XElement(Bom + "dependency", new XAttribute("ref", (string)component.Attribute("bom-ref")))))))
            .ToString().Replace("\r\n", "\n") + "\n");
        if (!string.IsNullOrEmpty(ReadmeFile)) Write(ReadmeFile, LinkToRevision(File.ReadAllText(Readme)));
        return true;
    }

    private XElement Own(string type, string name, XElement label) => new XElement(
        Bom + "component",
        new XAttribute("type", type),
        new XAttribute("bom-ref", Reference(name, Version)),
        label,
        new XElement(Bom + "version", Version),
        new XElement(Bom + "licenses", new XElement(Bom + "expression", "MIT")),
        new XElement(Bom + "purl", Reference(name, Version)));

    private static XElement Component(ITaskItem package)
    {
        var folder = package.GetMetadata("Folder");
        var metadata = XDocument.Load(Directory.GetFiles(folder, "*.nuspec").Single()).Root.Elements().Single(element => element.Name.LocalName == "metadata");
        var hash = Directory.GetFiles(folder, "*.nupkg.sha512").Select(File.ReadAllText).SingleOrDefault();
        return new XElement(
            Bom + "component",
            new XAttribute("type", "library"),
            new XAttribute("bom-ref", Reference(package.ItemSpec, package.GetMetadata("Version"))),
            new XElement(Bom + "publisher", Value("authors")),
            new XElement(Bom + "name", package.ItemSpec),
            new XElement(Bom + "version", package.GetMetadata("Version")),
            hash == null ? null : new XElement(Bom + "hashes", new XElement(Bom + "hash", new XAttribute("alg", "SHA-512"), string.Concat(Convert.FromBase64String(hash.Trim()).Select(value => value.ToString("x2"))))),
            License(),
            new XElement(Bom + "purl", Reference(package.ItemSpec, package.GetMetadata("Version"))));

        string Value(string name) => (string)metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name);

        XElement License()
        {
            var license = metadata.Elements().FirstOrDefault(element => element.Name.LocalName == "license");
            if (license != null && (string)license.Attribute("type") == "expression") return new XElement(Bom + "licenses", new XElement(Bom + "expression", license.Value));
            return Value("licenseUrl") == null
                ? null
                : new XElement(Bom + "licenses", new XElement(Bom + "license", new XElement(Bom + "name", "see url"), new XElement(Bom + "url", Value("licenseUrl"))));
        }
    }

    private static string Reference(string id, string version) => "pkg:nuget/" + id + "@" + version;

    // nuget.org shows the README without the repository, so its relative links would be dead. Pictures need the file itself, not its page.
    private string LinkToRevision(string text)
    {
        text = Regex.Replace(
            text, @"(!\[[^\]]*\]\()(?!https?:)([^)\s]+\))", match => match.Groups[1].Value + Repository.Replace("//github.com/", "//raw.githubusercontent.com/") + "/" + Revision + "/" + match.Groups[2].Value);
        text = Regex.Replace(text, Regex.Escape(Repository) + "/(blob|tree)/main/", match => Repository + "/" + match.Groups[1].Value + "/" + Revision + "/");
        return Regex.Replace(text, @"\]\((?!https?:|#)([^)\s]+)\)", match => "](" + Repository + "/blob/" + Revision + "/" + match.Groups[1].Value + ")");
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path)));
        File.WriteAllText(path, text.Replace("\r\n", "\n"), new UTF8Encoding(false));
    }
}
