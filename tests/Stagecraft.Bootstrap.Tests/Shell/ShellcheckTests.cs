using System.Reflection;
using System.Text.RegularExpressions;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Shell;

/// <summary>The complete text that is sent to a host passes shellcheck: prelude, libraries and script together.</summary>
[TestClass]
public sealed partial class ShellcheckTests
{
    private const string Shellcheck = "/usr/bin/shellcheck";

    private static readonly Assembly Core = typeof(DockerStep).Assembly;

    // Files with functions or context for other scripts. They are not scripts themselves.
    private static readonly string[] Libraries = ["apt", "docker", "docker-files", "docker-repository", "prelude", "unit"];

    public static IEnumerable<object[]> Scripts => Names.Except(Libraries, StringComparer.Ordinal).Select(name => new object[] { name });

    private static IEnumerable<string> Names => Core.GetManifestResourceNames()
        .Where(name => name.EndsWith(".sh", StringComparison.Ordinal))
        .Select(name => name[..^".sh".Length])
        .Order(StringComparer.Ordinal);

    [TestMethod]
    public void The_list_of_core_scripts_is_complete() => Assert.AreEqual(
        "apt docker docker-apt docker-ce docker-configure docker-containers docker-detect docker-files docker-hold docker-repository docker-runtime docker-settings docker-source docker-start docker-users earlier elevate preflight prelude repair settle sudo-input unit",
        string.Join(' ', Names));

    [TestMethod]
    [DynamicData(nameof(Scripts))]
    public async Task A_composed_script_is_clean(string name)
    {
        if (!File.Exists(Shellcheck)) Assert.Inconclusive("shellcheck is not installed.");
        var input = Compose(name);

        // SC2317, SC2329: a library function that this script does not call. SC2034: a value that another script uses.
        var result = await ShellCommand.RunAsync(Shellcheck, ["-s", "sh", "-S", "style", "-e", "SC2317,SC2329,SC2034", "-"], input);

        Assert.AreEqual("", result.Output + result.Error);
        Assert.AreEqual(0, result.ExitStatus);
    }

    [TestMethod]
    [DynamicData(nameof(Scripts))]
    public async Task The_shell_reads_a_composed_script(string name)
    {
        var result = await ShellCommand.RunAsync(ShellCommand.Sh, ["-n", "-s"], Compose(name));

        Assert.AreEqual("", result.Output + result.Error);
        Assert.AreEqual(0, result.ExitStatus);
    }

    [TestMethod]
    [DynamicData(nameof(Scripts))]
    public void A_script_declares_and_uses_only_its_libraries(string name)
    {
        var text = RemoteScript.Read(Core, name);
        foreach (var library in Libraries.Except(["prelude"], StringComparer.Ordinal))
        {
            var functions = FunctionName().Matches(RemoteScript.Read(Core, library)).Select(match => match.Groups["name"].Value);
            var uses = functions.Any(function => Regex.IsMatch(text, $@"\b{function}\b", RegexOptions.None, Eventually.Limit));
            var says = Regex.IsMatch(text, $@"Needs.*\b{library}\.sh", RegexOptions.None, Eventually.Limit);

            Assert.AreEqual(says, uses, $"{name}.sh and {library}.sh");
        }
    }

    private static string Compose(string name)
    {
        var script = RemoteScript.Load(Core, name, DockerInstaller.Library, DockerInstaller.RepositoryLibrary, DockerSettings.Files, UnitLibrary.Text, AptLibrary.Text);
        return ScriptProtocol.Compose([script.With("1", "2", "3", "4", "5", "6", "7", "8")], elevate: false, TimeSpan.FromSeconds(60)).Input;
    }

    [GeneratedRegex(@"^(?<name>\w+)\(\) \{", RegexOptions.Multiline | RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex FunctionName();
}
