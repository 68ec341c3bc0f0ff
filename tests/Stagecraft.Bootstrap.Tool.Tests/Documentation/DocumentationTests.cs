using System.Text.RegularExpressions;
using Stagecraft.Testing;
using Stagecraft.Testing.Documentation;

namespace Stagecraft.Bootstrap.Tool.Tests.Documentation;

/// <summary>Commands on the pages work, and the files that they name exist.</summary>
[TestClass]
public sealed partial class DocumentationTests
{
    private const string Tool = "stagecraft-bootstrap";

    // Commands of shards belong together and have separate tests.
    public static IEnumerable<object[]> ToolCommands => Commands().Concat(ExamplesOfHelp())
        .Where(command => !command.Words.Any(word => word == "merge" || word.Contains('$')))
        .Where(command => command.Words.Contains(Tool) && command.Words[0] == "dotnet")
        .Select(command => new object[] { command.Page, string.Join('\n', command.Words.SkipWhile(word => word != Tool).Skip(1)) })
        .DistinctBy(row => (row[0], row[1]));

    // With an additional feed, the highest version of any feed is installed, from any publisher.
    [TestMethod]
    public void No_page_adds_a_package_feed()
    {
        var pages = Directory.EnumerateFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj" or "artifacts" or ".git"))
            .ToList();

        Assert.IsGreaterThan(10, pages.Count);
        Assert.AreEqual("", string.Join(' ', pages.Where(file => File.ReadAllText(file).Contains("--add-source", StringComparison.Ordinal))));
    }

    [TestMethod]
    [DynamicData(nameof(ToolCommands))]
    public async Task A_command_on_a_page_works(string page, string command)
    {
        var arguments = command.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using var workspace = DocumentedHosts.Workspace(arguments);

        var run = await workspace.RunAsync(DocumentedHosts.Document, colors: false, arguments);

        Assert.IsTrue(run.Exit is ExitCode.Ready or ExitCode.WouldChange, $"{page}: {string.Join(' ', arguments)}: {run}");
    }

    [TestMethod]
    public void The_pages_contain_commands() => Assert.IsGreaterThan(20, ToolCommands.Count());

    [TestMethod]
    public void A_script_on_a_page_exists_and_is_executable()
    {
        var scripts = Commands().Select(command => command.Words.SkipWhile(word => word == "sudo").First()).Where(word => word.StartsWith("build/", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();

        Assert.IsGreaterThan(2, scripts.Count);
        foreach (var script in scripts)
            Assert.IsTrue(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(Repository.Root, script)).HasFlag(UnixFileMode.UserExecute), script);
    }

    [TestMethod]
    public void A_target_or_property_on_a_page_exists()
    {
        // A sample's own targets are in its project files.
        var known = string.Concat(
            Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples", "deploy"), "*.proj").Append(Repository.Targets).Select(File.ReadAllText));
        var builds = Commands().Where(command => command.Words is ["dotnet", "build" or "msbuild", ..]).ToList();

        Assert.IsGreaterThan(3, builds.Count);
        foreach (var (page, words) in builds)
        {
            foreach (var target in Values(words, "-t:")) Assert.Contains($"Name=\"{target}\"", known, $"{page}: {target}");
            foreach (var property in Values(words, "-p:")) Assert.Contains(property.Split('=')[0], known, $"{page}: {property}");
        }
    }

    [TestMethod]
    public async Task A_configuration_on_a_page_is_valid()
    {
        var shown = Page.All.SelectMany(page => page.Blocks()
            .Where(block => block.Language == "yaml" && block.Lines.Any(line => line.StartsWith("network:", StringComparison.Ordinal)))
            .Select(block => (page.Path, Text: string.Join('\n', block.Lines)))).ToList();

        Assert.IsGreaterThan(0, shown.Count);
        foreach (var (page, text) in shown)
        {
            using var workspace = new Workspace(text);
            var run = await workspace.RunAsync("config", "validate");
            // The keys do not exist here, which is a warning.
            Assert.IsTrue(run is { Exit: 0 } && !run.Error.Contains("error:", StringComparison.Ordinal), $"{page}: {run}");
        }
    }

    [TestMethod]
    public void A_link_to_a_file_has_an_existing_target()
    {
        var broken = new List<string>();
        foreach (var page in Page.All)
        {
            var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page.Path))!;
            broken.AddRange(Link().Matches(page.Text).Select(match => match.Groups["target"].Value)
                .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
                .Where(target => !Path.Exists(Path.Combine(folder, target.Split('#')[0])))
                .Select(target => $"{page.Path}: {target}"));
        }

        Assert.AreEqual("", string.Join('\n', broken));
    }

    // The text after two blanks describes the example.
    private static IEnumerable<(string Page, IReadOnlyList<string> Words)> ExamplesOfHelp() => HelpWithExamples.Examples.Split('\n')
        .Select(line => line.Trim().Split("  ")[0])
        .Where(line => line.Contains(Tool, StringComparison.Ordinal))
        .SelectMany(ShellLine.Commands)
        .Select(words => ("--help", words));

    private static IEnumerable<(string Page, IReadOnlyList<string> Words)> Commands() => Page.All.SelectMany(page => page.Blocks()
        .Where(block => block.Language is "" or "sh" or "bash" or "yaml" or "console")
        .SelectMany(block => block.Lines)
        .Select(line => ListItem().Replace(line.TrimStart(), ""))
        .SelectMany(ShellLine.Commands)
        .Select(words => (page.Path, words)));

    private static IEnumerable<string> Values(IReadOnlyList<string> words, string option) => words
        .Where(word => word.StartsWith(option, StringComparison.Ordinal))
        .SelectMany(word => word[option.Length..].Split(';'));

    // "- run: dotnet ...", "script: dotnet ...", "- dotnet ..."
    [GeneratedRegex(@"^(- )?((run|script): )?", RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex ListItem();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex Link();
}
