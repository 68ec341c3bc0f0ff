using System.Text.RegularExpressions;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Contract;

/// <summary>Things that the core must not reference. The APIs that it must not use are in <c>BannedSymbols.txt</c>.</summary>
[TestClass]
public sealed partial class BoundaryTests
{
    [TestMethod]
    public void The_core_references_only_the_base_class_library()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

        var others = typeof(BootstrapEngine).Assembly.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => !File.Exists(Path.Combine(framework, name + ".dll")));

        Assert.AreEqual("", string.Join(' ', others));
    }

    [TestMethod]
    public void The_core_names_no_provider()
    {
        // Assemblies that may use the core's internal types are not dependencies of the core.
        var mentions = CoreFiles("*").Where(file => ProviderName().IsMatch(Friends().Replace(File.ReadAllText(file), "")) || ProviderName().IsMatch(Path.GetFileName(file)));

        Assert.AreEqual("", string.Join(' ', mentions));
    }

    private static List<string> CoreFiles(string pattern)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Stagecraft.Bootstrap"), pattern, SearchOption.AllDirectories)
            .Where(file => !BuildOutput().IsMatch(file))
            .ToList();
        Assert.IsGreaterThan(30, files.Count, "the core's files were found");
        return files;
    }

    [GeneratedRegex("<InternalsVisibleTo [^>]*>", RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex Friends();

    [GeneratedRegex("tailscale|digital.?ocean", RegexOptions.IgnoreCase, Eventually.LimitMilliseconds)]
    private static partial Regex ProviderName();

    [GeneratedRegex(@"[\\/](obj|bin)[\\/]", RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex BuildOutput();
}
