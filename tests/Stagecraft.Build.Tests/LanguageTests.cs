using System.Text.RegularExpressions;
using Stagecraft.Testing;

namespace Stagecraft.Build.Tests;

/// <summary>Texts, comments and names in this repository use plain American English (CONTRIBUTING.md, Style).</summary>
[TestClass]
public sealed partial class LanguageTests
{
    // A pattern, and what to write instead. Words of test names count too, because `_` ends a word.
    private static readonly (string Pattern, string Instead)[] Banned =
    [
        ("mend(s|ed|ing)?", "fix"),
        ("(?<!chown( -[hR]+)? )nobody('?s)?", "no one, or the actual subject"),
        ("whoever", "the actual subject"),
        ("of[ _](its|their)[ _]own", "separate, its own"),
        ("(?<!(there|where)[ _])(is|are|was|were)[ _]no(?=[ _](?!longer|more))", "is not a"),
        ("tells?|told", "say, report, show"),
        ("(make|made|making)s?[ _]anew", "recreate"),
        ("(take|taken|taking|took)s?[ _]up(?![ _]to)", "resume"),
        ("bare[ _]hosts?", "new host"),
        ("beside", "next to, in addition to"),
        ("by[ _]itself", "on its own, or nothing"),
        ("for ever", "forever"),
        ("(col|behavi|hon|fav|neighb|lab)ours?", "American spelling: -or"),
        ("(organ|recogn|initial|normal|serial|author|summar|optim)is(e[sdr]?|ing|ation)", "American spelling: -ize"),
        ("licence|defence|catalogue|artefact|judgement|centre|whilst", "American spelling"),
    ];

    // Quotations. A line counts if it contains the text.
    private static readonly (string File, string Text, string Reason)[] Allowed =
    [
        ("CONTRIBUTING.md", "| host | a server that is bootstrapped.", "the vocabulary quotes what not to write"),
        ("CONTRIBUTING.md", "| cause, fix |", "the vocabulary quotes what not to write"),
        ("tests/Stagecraft.Lab.Tests/Chaos/SoakTests.cs", "SshUser = \"nobody\"", "the system user nobody"),
        ("tests/Stagecraft.Providers.Tests/StandIn/SaysTests.cs", "asked for no tags, told so", "the name of a recording"),
        ("tests/Stagecraft.Providers.Tests/StandIn/SaysTests.cs", "a certificate nobody trusts", "the name of a recording"),
        ("tests/Stagecraft.Providers.Tests/StandIn/SaysTests.cs", "the daemon tries again by itself", "the name of a recording"),
    ];

    private static readonly string[] Folders = [".ci", ".config", "build", "docs", "samples", "schema", "spec", "src", "tests"];

    // Data from elsewhere or at random, and this list.
    [GeneratedRegex(@"/(bin|obj|Recordings|OpenApi|Sbom|Fixtures|Corpus|__pycache__)/|/LanguageTests\.cs$", RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex NotOurs();

    private static Regex Words { get; } = new(
        string.Join('|', Banned.Select(banned => $"(?<![A-Za-z])({banned.Pattern})(?![a-z])")),
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Compiled,
        TimeSpan.FromMilliseconds(Eventually.LimitMilliseconds));

    [TestMethod]
    public void Every_text_is_plain_English()
    {
        var found = TextFiles().SelectMany(file => Find(file, File.ReadAllText(Path.Combine(Repository.Root, file)))).ToList();

        Assert.IsEmpty(found, $"\n{string.Join('\n', found)}\n");
    }

    [TestMethod]
    public void Every_exception_is_needed()
    {
        foreach (var (file, text, _) in Allowed)
        {
            var lines = File.ReadAllLines(Path.Combine(Repository.Root, file)).Where(line => line.Contains(text, StringComparison.Ordinal)).ToList();
            Assert.IsTrue(lines.Exists(Words.IsMatch), $"{file}: \"{text}\" needs no exception");
        }
    }

    [TestMethod]
    [DataRow("A_key_is_mended_on_the_host")]
    [DataRow("Nobody's file")]
    [DataRow("a process of its own")]
    [DataRow("This is no git checkout.")]
    [DataRow("A_line_that_is_no_answer_fails")]
    [DataRow("the exit status is told")]
    [DataRow("private void Tell(string text)")]
    [DataRow("PublicKeyFile.Beside(path)")]
    [DataRow("a bare host")]
    [DataRow("the colour of a line")]
    public void A_banned_word_is_found(string text) => Assert.AreNotEqual(0, Find("a.cs", text).Count());

    [TestMethod]
    [DataRow("chown -R nobody .")]
    [DataRow("The unit is no longer active.")]
    [DataRow("If there is no report")]
    [DataRow("It takes up to 30 s.")]
    [DataRow("Recommended, intelligible, besides, retold")]
    public void Other_words_are_allowed(string text) => Assert.AreEqual(0, Find("a.cs", text).Count());

    private static IEnumerable<string> Find(string file, string text)
    {
        foreach (Match match in Words.Matches(text))
        {
            var start = text.LastIndexOf('\n', match.Index) + 1;
            var end = text.IndexOf('\n', match.Index);
            var line = text[start..(end < 0 ? text.Length : end)];
            if (Array.Exists(Allowed, allowed => allowed.File == file && line.Contains(allowed.Text, StringComparison.Ordinal))) continue;

            var instead = Array.Find(Banned, banned => Regex.IsMatch(match.Value, banned.Pattern, RegexOptions.IgnoreCase, Words.MatchTimeout)).Instead;
            yield return $"{file}:{text.AsSpan(0, start).Count('\n') + 1}: '{match.Value}' (write: {instead})";
        }
    }

    private static List<string> TextFiles()
    {
        var files = Folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.Root))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !NotOurs().IsMatch($"/{file}") && !IsBinary(file))
            .ToList();
        Assert.IsGreaterThan(500, files.Count, "the repository's files were found");
        return files;
    }

    private static bool IsBinary(string file)
    {
        Span<byte> beginning = stackalloc byte[512];
        using var stream = File.OpenRead(Path.Combine(Repository.Root, file));
        return beginning[..stream.Read(beginning)].Contains((byte)0);
    }
}
