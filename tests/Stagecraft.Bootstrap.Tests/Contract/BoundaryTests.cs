using System.Text.RegularExpressions;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Contract;

/// <summary>What the core must not know.</summary>
[TestClass]
public sealed partial class BoundaryTests
{
    [TestMethod]
    public void The_core_references_the_base_class_library_only()
    {
        var others = typeof(BootstrapEngine).Assembly.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name != "netstandard" && name != "mscorlib" && !name.StartsWith("System.", StringComparison.Ordinal));

        Assert.AreEqual("", string.Join(' ', others));
    }

    [TestMethod]
    public void The_core_knows_no_provider_by_name()
    {
        // Assemblies that may use the core's internal types are not dependencies of the core.
        var mentions = CoreFiles("*").Where(file => ProviderName().IsMatch(Friends().Replace(File.ReadAllText(file), "")) || ProviderName().IsMatch(Path.GetFileName(file)));

        Assert.AreEqual("", string.Join(' ', mentions));
    }

    [TestMethod]
    public void The_core_touches_no_console_environment_clock_or_chance()
    {
        var uses = CoreFiles("*.cs").Select(file => (File: Path.GetFileName(file), Use: Ambient().Match(Comments().Replace(File.ReadAllText(file), ""))))
            .Where(found => found.Use.Success)
            .Select(found => $"{found.File}: {found.Use.Value}");

        Assert.AreEqual("", string.Join(", ", uses));
    }

    [TestMethod]
    [DataRow("Console.WriteLine(1)")]
    [DataRow("Environment.GetEnvironmentVariable(x)")]
    [DataRow("DateTime.Now")]
    [DataRow("DateTimeOffset.UtcNow")]
    [DataRow("new Random()")]
    [DataRow("Random.Shared")]
    [DataRow("Guid.NewGuid()")]
    [DataRow("Directory.GetCurrentDirectory()")]
    [DataRow("Stopwatch.StartNew()")]
    public void What_is_looked_for_would_be_found(string code) => Assert.IsTrue(Ambient().IsMatch(code));

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

    [GeneratedRegex(@"\b(Console\.|Environment\.|DateTime(Offset)?\.(Utc)?Now|(new Random\b|Random\.Shared)|Guid\.NewGuid|GetCurrentDirectory|Stopwatch\b|Thread\.Sleep)", RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex Ambient();

    [GeneratedRegex("//.*$", RegexOptions.Multiline, Eventually.LimitMilliseconds)]
    private static partial Regex Comments();

    [GeneratedRegex(@"[\\/](obj|bin)[\\/]", RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex BuildOutput();
}
