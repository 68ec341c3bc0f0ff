using System.Text.RegularExpressions;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Contract;

/// <summary>Things that the core must not reference.</summary>
[TestClass]
public sealed partial class BoundaryTests
{
    [TestMethod]
    public void The_core_references_only_the_base_class_library()
    {
        var others = typeof(BootstrapEngine).Assembly.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name != "netstandard" && name != "mscorlib" && !name.StartsWith("System.", StringComparison.Ordinal));

        Assert.AreEqual("", string.Join(' ', others));
    }

    [TestMethod]
    public void The_core_names_no_provider()
    {
        var mentions = CoreFiles("*").Where(file => ProviderName().IsMatch(File.ReadAllText(file)) || ProviderName().IsMatch(Path.GetFileName(file)));

        Assert.AreEqual("", string.Join(' ', mentions));
    }

    [TestMethod]
    public void The_core_uses_no_console_environment_clock_or_random_number()
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
    public void The_pattern_finds_violations(string code) => Assert.IsTrue(Ambient().IsMatch(code));

    private static List<string> CoreFiles(string pattern)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Stagecraft.Bootstrap"), pattern, SearchOption.AllDirectories)
            .Where(file => !BuildOutput().IsMatch(file))
            .ToList();
        Assert.IsGreaterThan(30, files.Count, "the core's files were found");
        return files;
    }

    [GeneratedRegex("tailscale|digital.?ocean", RegexOptions.IgnoreCase, Eventually.LimitMilliseconds)]
    private static partial Regex ProviderName();

    [GeneratedRegex(@"\b(Console\.|Environment\.|DateTime(Offset)?\.(Utc)?Now|(new Random\b|Random\.Shared)|Guid\.NewGuid|GetCurrentDirectory|Stopwatch\b|Thread\.Sleep)", RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex Ambient();

    [GeneratedRegex("//.*$", RegexOptions.Multiline, Eventually.LimitMilliseconds)]
    private static partial Regex Comments();

    [GeneratedRegex(@"[\\/](obj|bin)[\\/]", RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex BuildOutput();
}
