using System.Text.RegularExpressions;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Contract;

/// <summary>No test result depends on the speed of the machine: tests neither measure time nor wait for a fixed time.</summary>
[TestClass]
public sealed partial class TestTimeTests
{
    // Files that use time, and why it does not decide a result.
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["Eventually.cs"] = "the one wait, with the one limit",
        ["WorkThread.cs"] = "processor time, and a limit for work that never ends",
        ["CommandRun.cs"] = "a limit for a process that never ends",
        ["DotnetBuild.cs"] = "a limit for a build that never ends",
        ["Footprint.cs"] = "as Eventually, for a measurement that is asserted afterwards",
        ["CapacityTests.cs"] = "a command that never ends is left at any moment",
        ["KillPointTests.cs"] = "the tool is killed at any moment",
        ["RelayedHost.cs"] = "how long a run takes, to draw the moments of a cut from",
        ["CutRelay.cs"] = "a connection is cut at any moment",
        ["UntrustedServer.cs"] = "a certificate has a validity",
        ["TestTimeTests.cs"] = "names what it looks for",
    };

    [TestMethod]
    public void Tests_wait_for_events_and_do_not_measure_time()
    {
        var uses = TestFiles()
            .Where(file => !Exceptions.ContainsKey(Path.GetFileName(file)))
            .Select(file => (File: Path.GetRelativePath(Repository.Root, file), Use: Clock().Match(Comments().Replace(File.ReadAllText(file), ""))))
            .Where(found => found.Use.Success)
            .Select(found => $"{found.File}: {found.Use.Value}");

        Assert.AreEqual("", string.Join(", ", uses), "docs/testing.md says what to do instead");
    }

    [TestMethod]
    public void Every_exception_is_needed()
    {
        var files = TestFiles().ToLookup(Path.GetFileName, StringComparer.Ordinal);

        foreach (var name in Exceptions.Keys)
            Assert.IsTrue(files[name].Any(file => Clock().IsMatch(File.ReadAllText(file))), $"{name} needs no exception");
    }

    [TestMethod]
    [DataRow("var waited = Stopwatch.StartNew();")]
    [DataRow("Thread.Sleep(20);")]
    [DataRow("await Task.Delay(500);")]
    [DataRow("await Task.Delay(TimeSpan.FromSeconds(3));")]
    [DataRow("SpinWait.SpinUntil(() => done, 1000)")]
    [DataRow("new CancellationTokenSource(TimeSpan.FromSeconds(1))")]
    [DataRow("using var soon = new CancellationTokenSource(300);")]
    [DataRow("source.CancelAfter(300)")]
    [DataRow("[Timeout(30_000)]")]
    [DataRow("[Timeout(Patience, CooperativeCancellation = true)]")]
    [DataRow("process.WaitForExit(5000)")]
    [DataRow("process.WaitForExit(TimeSpan.FromSeconds(5))")]
    [DataRow("await task.WaitAsync(TimeSpan.FromSeconds(5))")]
    [DataRow("DateTime.UtcNow")]
    public void The_pattern_finds_violations(string code) => Assert.IsTrue(Clock().IsMatch(code));

    [TestMethod]
    [DataRow("await Task.Delay(Timeout.Infinite, token);")]
    [DataRow("new CancellationTokenSource()")]
    [DataRow("[Timeout(Eventually.LimitMilliseconds, CooperativeCancellation = true)]")]
    [DataRow("process.WaitForExit()")]
    [DataRow("process.WaitForExit(Eventually.Limit)")]
    [DataRow("new BootstrapTimeouts { Query = TimeSpan.FromSeconds(42) }")]
    public void Code_that_does_not_depend_on_speed_is_allowed(string code) => Assert.IsFalse(Clock().IsMatch(code));

    // Benchmarks measure time and are not tests.
    private static List<string> TestFiles()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !BuildOutput().IsMatch(file) && !file.Contains("Stagecraft.Bench", StringComparison.Ordinal))
            .ToList();
        Assert.IsGreaterThan(200, files.Count, "the tests' files were found");
        return files;
    }

    [GeneratedRegex(
        @"\b(Stopwatch|Thread\.Sleep|SpinWait|Environment\.TickCount|DateTime(Offset)?\.(Utc)?Now)\b|\bTask\.Delay\((?!Timeout\.Infinite)"
        + @"|\bCancelAfter\(|\bnew CancellationTokenSource\((?!\))|\[Timeout\((?!Eventually\.)|\b(WaitForExit|WaitAsync|Join)\((TimeSpan\.|\d)",
        RegexOptions.ExplicitCapture,
        Eventually.LimitMilliseconds)]
    private static partial Regex Clock();

    [GeneratedRegex("//.*$", RegexOptions.Multiline, Eventually.LimitMilliseconds)]
    private static partial Regex Comments();

    [GeneratedRegex(@"[\\/](obj|bin)[\\/]", RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex BuildOutput();
}
