using System.Text.RegularExpressions;
using Stagecraft.Testing;
using Stagecraft.Testing.Documentation;

namespace Stagecraft.Build.Tests;

/// <summary>The workflows of this repository, and those that the pages show.</summary>
[TestClass]
public sealed partial class WorkflowTests
{
    private static readonly string Actionlint = Path.Combine(Repository.Root, "artifacts", "actionlint", "node_modules", "@tktco", "node-actionlint", "bin", "node-actionlint.js");

    public static IEnumerable<object[]> All =>
    [
        .. Directory.GetFiles(Path.Combine(Repository.Root, ".github", "workflows")).Select(file => new object[] { Path.GetFileName(file), File.ReadAllText(file) }),
        .. Page.All.SelectMany(page => page.Blocks().Where(block => block.Language == "yaml").Select(block => string.Join('\n', block.Lines))
            .Where(text => text.Contains("runs-on: ", StringComparison.Ordinal))
            .Select((text, index) => new object[] { $"{page.Path} {index}", text })),
    ];

    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task Actionlint_accepts_it(string name, string text)
    {
        if (!File.Exists(Actionlint)) Assert.Inconclusive("actionlint is not installed. build/test installs it with npm; its output says why it could not.");
        using var folder = new TemporaryFolder();
        var file = folder.Write("workflow.yml", text + "\n");

        var run = await ShellCommand.RunAsync("/usr/bin/env", ["node", Actionlint, file], "");
        var wrong = await ShellCommand.RunAsync("/usr/bin/env", ["node", Actionlint, folder.Write("wrong.yml", $"{text}\nnosuch: 1\n")], "");

        Assert.AreEqual(0, run.ExitStatus, name + run.Output + run.Error);
        Assert.Contains("nosuch", wrong.Output + wrong.Error);
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public void It_may_only_read_and_has_time_limits(string name, string text)
    {
        Assert.Contains("\npermissions:\n  contents: read\n", text, name);
        Assert.DoesNotContain("write-all", text);
        Assert.DoesNotContain("pull_request_target", text);
        Assert.HasCount(Count(text, "runs-on: "), TimeLimit().Matches(text), name);
        Assert.AreEqual(Count(text, "uses: actions/checkout@"), Count(text, "persist-credentials: false"), name);
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public void Its_actions_are_pinned_by_commit(string name, string text)
    {
        var actions = text.Split('\n').Select(line => line.Trim()).Where(line => line.Contains("uses: ", StringComparison.Ordinal)).ToArray();

        Assert.IsNotEmpty(actions, name);
        Assert.AreEqual("", string.Join('\n', actions.Where(action => !PinnedAction().IsMatch(action))));
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    [GeneratedRegex("timeout-minutes: [0-9]+", RegexOptions.None, Eventually.LimitMilliseconds)]
    private static partial Regex TimeLimit();

    // Only GitHub's own actions, and the login of nuget.org.
    [GeneratedRegex("^- uses: (actions/[a-z-]+|NuGet/login)@[0-9a-f]{40} # v[0-9.]+$", RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex PinnedAction();
}
