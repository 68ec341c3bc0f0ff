using System.Text.RegularExpressions;
using Stagecraft.Testing;

namespace Stagecraft.Hostile.Tests;

/// <summary>The tests that SECURITY.md names as evidence exist.</summary>
[TestClass]
public sealed partial class SecurityPageTests
{
    [TestMethod]
    public void Every_test_that_the_page_names_exists()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "SECURITY.md"));
        var tests = string.Concat(Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

        var named = TestName().Matches(page).Select(match => match.Groups["name"].Value).ToList();

        Assert.IsGreaterThan(20, named.Count);
        Assert.AreEqual("", string.Join('\n', named.Where(name => !tests.Contains($" {name}(", StringComparison.Ordinal))));
    }

    [GeneratedRegex("`(?<name>[A-Z][a-z]*_[A-Za-z0-9_]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Eventually.LimitMilliseconds)]
    private static partial Regex TestName();
}
