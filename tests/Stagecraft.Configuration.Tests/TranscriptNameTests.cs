using System.Text.RegularExpressions;
using Stagecraft.Application;
using Stagecraft.Testing;

namespace Stagecraft.Configuration.Tests;

[TestClass]
public sealed partial class TranscriptNameTests
{
    [TestMethod]
    [DataRow("app-1", "app-1.log")]
    [DataRow("12345", "12345.log")]
    [DataRow("i-0abc_1.eu", "i-0abc_1.eu.log")]
    public void A_plain_id_is_the_name(string id, string expected) => Assert.AreEqual(expected, TranscriptName.Of(id));

    [TestMethod]
    [DataRow("..")]
    [DataRow("../x")]
    [DataRow("..\\x")]
    [DataRow("/etc/passwd")]
    [DataRow("C:\\x")]
    [DataRow("a:b")]
    [DataRow("a\0b")]
    [DataRow("a\nb")]
    [DataRow("-rf")]
    [DataRow("~root")]
    [DataRow("con")]
    [DataRow("nul.txt")]
    [DataRow("com1")]
    [DataRow("LPT9.x.y")]
    [DataRow("App-1")]
    [DataRow("日本")]
    [DataRow("\ud800")]
    [DataRow("a ")]
    [DataRow(".")]
    [DataRow("")]
    public void Any_other_id_is_made_safe_and_marked(string id)
    {
        var name = TranscriptName.Of(id);

        Assert.MatchesRegex(Marked(), name);
        Assert.AreEqual(name, Path.GetFileName(name));
    }

    [TestMethod]
    public void A_long_id_has_a_name_that_every_file_system_accepts() => Assert.IsLessThan(128, TranscriptName.Of(new string('a', 10_000)).Length);

    [TestMethod]
    public void Different_ids_have_different_names_even_without_case()
    {
        string[] ids = ["a", "A", "a/b", "a:b", "a_b", "a\ud800", "a\ud801", "a\ufffd", "con", "Con", "con.", "a.", "a", new('a', 100), new('a', 101), new('a', 102)];
        // The safe form of an id can itself be an id.
        ids = [.. ids, .. ids.Select(id => TranscriptName.Of(id)[..^4])];

        var distinct = ids.Distinct(StringComparer.Ordinal).ToList();

        Assert.AreAllDistinct(distinct.Select(id => TranscriptName.Of(id).ToLowerInvariant()));
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{0,40}~[0-9a-f]{32}[.]log$", RegexOptions.None, Eventually.LimitMilliseconds)]
    private static partial Regex Marked();
}
