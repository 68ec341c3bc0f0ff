using System.Diagnostics;
using System.Text.RegularExpressions;
using Stagecraft.Testing;
using Stagecraft.Testing.Documentation;
using YamlDotNet.RepresentationModel;

namespace Stagecraft.Lab.Tests.Documentation;

/// <summary>
/// The recipes of docs/ci.md, with the packages of docs/installation.md, from an empty repository to a report about real hosts.
/// Build servers are simulated: each shell step runs in order, and gets only what the recipe gives it.
/// </summary>
[TestClass]
[RequiresLab]
public sealed partial class RecipeTests
{
    private const string RecipePage = "docs/ci.md";

    private const string InstallationPage = "docs/installation.md";

    private static readonly DirectoryInfo Folder = Directory.CreateTempSubdirectory("stagecraft-recipes-");

    private static string Project => Path.Combine(Folder.FullName, "project");

    [ClassInitialize]
    public static async Task PrepareTheRepositoryAsync(TestContext context)
    {
        if (!RequiresLabAttribute.IsMet) return;
        // After other tests, hosts can be in a state that a recipe does not support.
        await Lab.ResetAsync(1, 2, 3);
        Directory.CreateDirectory(Project);
        await File.WriteAllTextAsync(Path.Combine(Project, "nuget.config"), Block(InstallationPage, "xml", "<packageSources>"));
        await File.WriteAllTextAsync(
            Path.Combine(Project, "stagecraft.yml"),
            SshSetting().Replace(Lab.Config, SshSetting().Match(Block(RecipePage, "yaml", "privateKeyPath: ")).Value));

        // The checkout next to the repository. The files of other tests do not change.
        await RepositoryClone.CreateAsync(Path.Combine(Folder.FullName, "stagecraft"));
        foreach (var commands in (string[])[Block(InstallationPage, "", "dotnet new tool-manifest"), Block(RecipePage, "", "ssh-keyscan ")])
        {
            var here = commands.Replace("203.0.113.7 203.0.113.8", string.Join(' ', await Lab.AddressesAsync()), StringComparison.Ordinal);
            await SucceedAsync(here, new Dictionary<string, string>(StringComparer.Ordinal));
        }
    }

    [ClassCleanup]
    public static void Remove() => Folder.Delete(recursive: true);

    [TestMethod]
    [DataRow("GitHub Actions")]
    [DataRow("Azure Pipelines")]
    [DataRow("GitLab CI")]
    public async Task The_shell_code_of_a_recipe_makes_hosts_ready_and_writes_a_report(string name)
    {
        var secrets = await SecretsAsync();
        var report = new FileInfo(Path.Combine(Project, "bootstrap.xml"));
        report.Delete();

        foreach (var (script, variables) in Recipe(name, secrets)) await SucceedAsync(script, variables);

        Assert.Contains("failures=\"0\"", await File.ReadAllTextAsync(report.FullName));
        var key = Path.Combine(Folder.FullName, "home", ".ssh", "stagecraft_deploy");
        // A GitLab job ends with its container.
        if (name == "GitLab CI") File.Delete(key);
        Assert.IsFalse(File.Exists(key));
    }

    [TestMethod]
    public async Task A_build_with_the_package_makes_hosts_ready()
    {
        var secrets = await SecretsAsync();
        var reference = Block(InstallationPage, "xml", "<PackageReference ");
        Assert.Contains(reference, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "msbuild.md")));
        await File.WriteAllTextAsync(Path.Combine(Project, "infra.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup>{reference}</ItemGroup>
            </Project>
            """);
        await SucceedAsync(string.Join('\n', Recipe("GitHub Actions", secrets).Where(step => step.Script.Contains("$DEPLOY_KEY", StringComparison.Ordinal)).Select(step => step.Script)), secrets);

        var run = await SucceedAsync(Block(RecipePage, "", "dotnet build ") + " -nr:false -tl:off", new Dictionary<string, string>(StringComparer.Ordinal) { ["TS_AUTHKEY"] = Lab.AuthKey });

        Assert.Contains("infra -> 3 hosts: 3 ready", run.Output);
    }

    private static async Task<Dictionary<string, string>> SecretsAsync() => new(StringComparer.Ordinal)
    {
        ["DEPLOY_KEY"] = await File.ReadAllTextAsync((await Lab.InfoAsync()).GetProperty("privateKey").GetString()!),
        ["TS_AUTHKEY"] = Lab.AuthKey,
    };

    // What a build server runs: the text of each step, with its variables.
    private static IReadOnlyList<(string Script, IReadOnlyDictionary<string, string> Variables)> Recipe(string name, Dictionary<string, string> secrets)
    {
        var files = Path.Combine(Folder.FullName, "files");
        Directory.CreateDirectory(files);
        var file = Path.Combine(files, "key");
        File.WriteAllText(file, secrets["DEPLOY_KEY"]);
        return name switch
        {
            "GitHub Actions" => [.. Steps(Document("name: hosts")["jobs"]["bootstrap"]["steps"], "run")],
            "Azure Pipelines" => [.. Steps(Document("DownloadSecureFile")["steps"], "script").Select(step => (step.Script.Replace("$(deployKey.secureFilePath)", file, StringComparison.Ordinal), step.Variables))],
            // All variables of the project are in the environment of its jobs; one of the type File holds the file's path.
            _ => [.. ((YamlSequenceNode)Document("resource_group")["bootstrap"]["script"]).Select(line => (Text(line), (IReadOnlyDictionary<string, string>)new Dictionary<string, string>(secrets, StringComparer.Ordinal) { ["DEPLOY_KEY"] = file }))],
        };

        IEnumerable<(string Script, IReadOnlyDictionary<string, string> Variables)> Steps(YamlNode steps, string key) => ((YamlSequenceNode)steps)
            .Cast<YamlMappingNode>()
            .Where(step => step.Children.ContainsKey(key))
            .Select(step => (Text(step[key]), (IReadOnlyDictionary<string, string>)Variables(step).ToDictionary(variable => variable, variable => secrets[variable], StringComparer.Ordinal)));

        static IEnumerable<string> Variables(YamlMappingNode step) =>
            step.Children.TryGetValue("env", out var variables) ? ((YamlMappingNode)variables).Children.Select(variable => SecretReference().Match(Text(variable.Value)).Groups["name"].Value) : [];
    }

    private static YamlNode Document(string part)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Block(RecipePage, "yaml", part.TrimEnd())));
        return stream.Documents[0].RootNode;
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    private static string Block(string path, string language, string part) => Page.All.Single(page => page.Path == path).Blocks()
        .Where(block => block.Language == language)
        .Select(block => string.Join('\n', block.Lines))
        .Single(text => text.Contains(part, StringComparison.Ordinal));

    private static async Task<CommandRun> SucceedAsync(string script, IReadOnlyDictionary<string, string> variables)
    {
        var home = Directory.CreateDirectory(Path.Combine(Folder.FullName, "home"));
        var start = new ProcessStartInfo("bash", ["-ec", script]) { WorkingDirectory = Project };
        foreach (var name in (string[])["DEPLOY_KEY", "TS_AUTHKEY", "SSH_AUTH_SOCK"]) start.Environment.Remove(name);
        foreach (var (name, value) in variables) start.Environment[name] = value;
        start.Environment["HOME"] = home.FullName;
        start.Environment["NUGET_PACKAGES"] = Path.Combine(Folder.FullName, "nuget");
        var run = await CommandRun.RunAsync(start);
        Assert.AreEqual(0, run.ExitCode, $"{script}\n{run}");
        Assert.DoesNotContain(Lab.AuthKey, run.ToString());
        return run;
    }

    [GeneratedRegex(@"ssh: \{.*\}", RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex SshSetting();

    // "${{ secrets.NAME }}", "$(NAME)"
    [GeneratedRegex(@"^\$(\{\{ secrets\.|\()(?<name>[A-Z_]+)( \}\}|\))$", RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex SecretReference();
}
