using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration.Tests;

[TestClass]
public sealed class YamlTextTests
{
    [TestMethod]
    public void A_value_knows_its_line_and_column()
    {
        var root = (SettingsMapping)YamlText.Parse("a: 1\nlist:\n  - x\n  - y\n", "f.yml");

        var list = (SettingsSequence)root.Entries[1].Value;
        Assert.AreEqual(new SourceLocation("f.yml", 2, 1), root.Entries[1].Location);
        Assert.AreEqual(new SourceLocation("f.yml", 4, 5), list.Items[1].Location);
    }

    [TestMethod]
    [DataRow("a:", null)]
    [DataRow("a: ~", null)]
    [DataRow("a: null", null)]
    [DataRow("a: 'null'", "null")]
    [DataRow("a: ''", "")]
    [DataRow("a: off", "off")]
    [DataRow("a: 27.50", "27.50")]
    [DataRow("a: 007", "007")]
    [DataRow("\ufeffa: x", "x")]
    [DataRow("{\"a\":\"caf\\u00e9 \\/ \\ud83d\\ude00\"}", "café / 😀")]
    [DataRow("{\n\t\"a\":\t1\n}", "1")]
    [DataRow("{\"a\"\n:\n1}", "1")]
    [DataRow("{\"x\": {\"y\", 'z'}, \"a\" : 1}", "1")]
    [DataRow("? \"a\"\n: 1", "1")]
    [DataRow("é: 😀\r\n\"a\" : 1\r\n", "1")]
    [DataRow("a: |\n  one\n  two", "one\ntwo")]
    [DataRow("x: &anchor text\na: *anchor", "text")]
    [DataRow("base: &base {a: merged}\n<<: *base", "merged")]
    [DataRow("base: &base {a: merged}\n<<: [*base]\na: own", "own")]
    [DataRow("a: !secret text", "text")]
    public void A_scalar_is_the_original_text(string yaml, string? expected)
    {
        var root = (SettingsMapping)YamlText.Parse(yaml, "f.yml");

        Assert.AreEqual(expected, ((SettingsScalar)root.Entries.Single(entry => entry.Key == "a").Value).Value);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("# only a comment\n")]
    public void An_empty_document_is_a_scalar_without_a_value(string yaml) =>
        Assert.AreEqual(new SettingsScalar(null, new SourceLocation("f.yml", 1, 1)), YamlText.Parse(yaml, "f.yml"));

    [TestMethod]
    [DataRow("a: 1\nb: 2\na: 3", "f.yml:3:1: Duplicate key 'a'; the first is on line 1. Keep one.")]
    [DataRow("a: 1\n---\nb: 2", "f.yml:2:1: A second YAML document begins here. Only one document per file is supported. Remove the line '---'.")]
    [DataRow("a: *x", "f.yml:1:4: The alias '*x' has no anchor '&x' before it.")]
    [DataRow("&a [*a]", "f.yml:1:5: The alias '*a' has no anchor '&a' before it.")]
    [DataRow("? [1, 2]\n: 3", "f.yml:1:3: A key must be plain text.")]
    [DataRow("<<: 1", "f.yml:1:5: '<<' must refer to a mapping.")]
    [DataRow("{'a' = 'b'\n}", "f.yml:1:2: Expected ':' after 'a'.")]
    [DataRow("x: {\n  \"a\" b\n}", "f.yml:2:3: Expected ':' after 'a'.")]
    [DataRow("a: b: c", "f.yml:1:5: A value is followed by another ': '. Quote values that contain ': ', or indent this line like its neighbors.")]
    [DataRow("a: 1\n b: 2", "f.yml:2:3: A value is followed by another ': '. Quote values that contain ': ', or indent this line like its neighbors.")]
    [DataRow("a: 1\nb\nc: 2", "f.yml:2:1: Expected 'key: value' here. Check that the line is indented like its neighbors.")]
    [DataRow("foo\nbar: 1", "f.yml:2:4: The previous line is neither 'key: value' nor a list item, or this line is not indented like its neighbors.")]
    [DataRow("a:\n\t- b", "f.yml:2:1: YAML does not allow tabs for indentation. Use spaces.")]
    [DataRow("a:\n  - x\n  \t- y", "f.yml:3:3: YAML does not allow tabs for indentation. Use spaces.")]
    [DataRow("a: {b: 1\n", "f.yml:2:1: The '{' before this has no matching '}', or a ',' is missing.")]
    [DataRow("a: [1, 2\nb: 3\n", "f.yml:1:6: This is not valid YAML. Check for an unclosed bracket or quote before this position.")]
    [DataRow("a: \"x\n", "f.yml:1:4: The quoted text that begins here has no closing quote.")]
    [DataRow("a: @x", "f.yml:1:4: A value cannot begin with '@'. Put it in quotes.")]
    [DataRow("a: \"\\q\"", "f.yml:1:4: This double-quoted text contains a '\\' that does not begin a known escape sequence. Write '\\\\', or use single quotes.")]
    [DataRow("{", "f.yml:2:1: Expected a value here. Check for an unclosed bracket or a missing value.")]
    public void A_broken_document_is_refused_with_its_position_and_a_fix(string yaml, string expected)
    {
        var exception = Assert.ThrowsExactly<ConfigurationException>(() => YamlText.Parse(yaml, "f.yml"));

        Assert.AreEqual(expected, exception.Message);
    }

    [TestMethod]
    public void A_billion_laughs_attack_is_refused()
    {
        var lines = Enumerable.Range(1, 9).Select(level =>
            $"l{level}: &l{level} [{string.Join(", ", Enumerable.Repeat($"*l{level - 1}", 10))}]");

        var exception = Assert.ThrowsExactly<ConfigurationException>(() => YamlText.Parse($"l0: &l0 [lol]\n{string.Join('\n', lines)}", "f.yml"));

        Assert.Contains("repeat more than 100000 values", exception.Message);
    }

    [TestMethod]
    [DataRow("[")]
    [DataRow("{a: ")]
    [DataRow("- ")]
    public void Nesting_is_limited(string opening)
    {
        var exception = Assert.ThrowsExactly<ConfigurationException>(() => YamlText.Parse(string.Concat(Enumerable.Repeat(opening, 100_000)), "f.yml"));

        Assert.Contains("nested more than 100 levels deep", exception.Message);
    }

    [TestMethod]
    public void Any_text_gives_a_result_or_a_configuration_error()
    {
        string[] pieces = ["a", ": ", "- ", "[", "]", "{", "}", ", ", "\n", "\n  ", "'", "\"", "&x ", "*x", "? ", "|\n", ">\n", "---\n", "...\n", "%YAML 1.1\n", "!t ", "!<>", "<<: ", "\t", "#", "\\", "\0"];
        var random = new Random(22042204);
        for (var i = 0; i < 20_000; i++)
        {
            var yaml = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)]));
            try
            {
                YamlText.Parse(yaml, "f.yml");
            }
            catch (ConfigurationException)
            {
                // Refused, as it should be.
            }
        }
    }
}
