using static Stagecraft.Configuration.Tests.Settings.Written;

namespace Stagecraft.Configuration.Tests.Settings;

[TestClass]
public sealed class SettingsSectionTests
{
    private static readonly Dictionary<string, DayOfWeek> Days = new(StringComparer.Ordinal) { ["monday"] = DayOfWeek.Monday, ["sunday"] = DayOfWeek.Sunday };

    [TestMethod]
    public void An_absent_or_empty_key_has_no_value()
    {
        foreach (var section in (SettingsSection[])[Section(), Section(("key", Scalar(null)))])
        {
            Assert.IsNull(section.Text("key"));
            Assert.IsNull(section.Scalar("key"));
            Assert.IsNull(section.FilePath("key"));
            Assert.IsNull(section.Flag("key"));
            Assert.IsNull(section.Number("key", 1, 9));
            Assert.IsNull(section.Duration("key"));
            Assert.IsNull(section.Choice("key", Days));
            Assert.IsEmpty(section.Texts("key"));
            Assert.IsNull(section.Section("key"));
            Assert.IsNull(section.Sequence("key"));
            Assert.IsNull(section.Node("key"));
            Assert.AreEqual("", section.Reported());
        }
    }

    [TestMethod]
    public void A_value_of_another_type_is_always_reported()
    {
        foreach (var (read, expected) in new (Action<SettingsSection> Read, string Expected)[]
        {
            (section => Assert.IsNull(section.Text("list")), "f.yml:2:9: here.list must be text."),
            (section => Assert.IsEmpty(section.Texts("text")), "f.yml:3:9: here.text must be a list of strings; it is 'abc'."),
            (section => Assert.IsEmpty(section.Texts("holes")), "f.yml:4:9: here.holes must be a list of strings."),
            (section => Assert.IsNull(section.Section("text")), "f.yml:3:9: here.text must be a section of keys and values; it is 'abc'."),
            (section => Assert.IsNull(section.Sequence("text")), "f.yml:3:9: here.text must be a list; it is 'abc'."),
        })
        {
            var section = Section(("list", List()), ("text", Scalar("abc")), ("holes", List(Scalar("a"), Scalar(null))));

            read(section);

            Assert.AreEqual(expected, section.Reported());
        }
    }

    [TestMethod]
    [DataRow("true", true)]
    [DataRow("True", true)]
    [DataRow("TRUE", true)]
    [DataRow("false", false)]
    [DataRow("False", false)]
    [DataRow("FALSE", false)]
    [DataRow("tRUE", null)]
    [DataRow("yes", null)]
    public void A_flag_is_a_word_of_the_YAML_core_schema(string written, bool? expected)
    {
        var section = Section(("key", Scalar(written)));

        Assert.AreEqual(expected, section.Flag("key"));
        Assert.AreEqual(expected is null, section.Reported().Contains("must be true or false", StringComparison.Ordinal));
    }

    [TestMethod]
    public void A_list_of_texts_keeps_its_order() =>
        Assert.AreEqual("b a", string.Join(' ', Section(("key", List(Scalar("b"), Scalar("a")))).Texts("key")));

    [TestMethod]
    public void A_section_knows_its_path_from_the_document_root()
    {
        var inner = Mapping(new SettingsEntry("port", Scalar("x"), At(3, 3)));

        var section = Section(path: "", ("ssh", inner)).Section("ssh")!;
        section.Number("port", 1, 9);

        Assert.AreEqual("ssh", section.Path);
        Assert.AreEqual(At(2, 9), section.Location);
        Assert.AreEqual("f.yml:1:1: ssh.port must be a whole number from 1 to 9; it is 'x'.", section.Reported());
    }

    [TestMethod]
    public void A_value_of_any_type_can_be_read()
    {
        var section = Section(("text", Scalar("a")), ("list", List()));

        Assert.IsInstanceOfType<SettingsScalar>(section.Node("text"));
        Assert.IsInstanceOfType<SettingsSequence>(section.Node("list"));
        Assert.AreEqual(At(3, 9), section.LocationOf("list"));
        Assert.AreEqual(At(1, 1), section.LocationOf("absent"), "the section's own place");
        Assert.IsTrue(section.Has("list"));
        Assert.IsFalse(section.Has("absent"));
    }

    [TestMethod]
    [DataRow("true", true)]
    [DataRow("false", false)]
    public void A_flag_is_one_of_two_words(string text, bool expected) => Assert.AreEqual(expected, Section(("key", Scalar(text))).Flag("key"));

    [TestMethod]
    [DataRow("3", 3)]
    [DataRow("-2", -2)]
    [DataRow("0", 0)]
    public void A_number_can_be_equal_to_a_bound(string text, int expected) => Assert.AreEqual(expected, Section(("key", Scalar(text))).Number("key", -2, 3));

    [TestMethod]
    [DataRow("4")]
    [DataRow("-3")]
    [DataRow("1.0")]
    [DataRow(" 1")]
    [DataRow("1e0")]
    [DataRow("")]
    [DataRow("99999999999")]
    public void Any_other_number_is_reported(string text)
    {
        var section = Section(("key", Scalar(text)));

        Assert.IsNull(section.Number("key", -2, 3));
        Assert.AreEqual($"f.yml:2:9: here.key must be a whole number from -2 to 3; it is '{text.Trim()}'.", section.Reported());
    }

    [TestMethod]
    [DataRow("1s", 1)]
    [DataRow("10s", 10)]
    [DataRow("2m", 120)]
    [DataRow("3h", 10800)]
    [DataRow("24h", 86400)]
    [DataRow("86400s", 86400)]
    public void A_duration_has_a_unit(string text, int seconds) =>
        Assert.AreEqual(TimeSpan.FromSeconds(seconds), Section(("key", Scalar(text))).Duration("key"));

    [TestMethod]
    [DataRow("0s")]
    [DataRow("86401s")]
    [DataRow("25h")]
    [DataRow("2147483647h")]
    [DataRow("99999999999s")]
    [DataRow("-1s")]
    [DataRow("1.5s")]
    [DataRow("10")]
    [DataRow("1d")]
    [DataRow("s")]
    [DataRow("")]
    public void Any_other_duration_is_reported(string text)
    {
        var section = Section(("key", Scalar(text)));

        Assert.IsNull(section.Duration("key"));
        Assert.AreEqual($"f.yml:2:9: here.key must be a duration such as 10s, 5m or 1h; it is '{text}'.", section.Reported());
    }

    [TestMethod]
    public void A_choice_is_one_of_its_words()
    {
        var section = Section(("day", Scalar("sunday")), ("other", Scalar("sundy")));

        Assert.AreEqual(DayOfWeek.Sunday, section.Choice("day", Days));
        Assert.IsNull(section.Choice("other", Days));
        Assert.AreEqual("f.yml:3:9: here.other is 'sundy'; it must be one of monday, sunday. Did you mean 'sunday'?", section.Reported());
    }

    [TestMethod]
    [DataRow(null, "f.yml:1:1: here.key is required.")]
    [DataRow("", "f.yml:2:1: here.key is required.")]
    [DataRow(" \t", "f.yml:2:1: here.key is required.")]
    public void A_missing_required_text_is_reported_with_a_position(string? value, string expected)
    {
        var section = value is null ? Section() : Section(("key", Scalar(value)));

        section.RequiredText("key");

        Assert.AreEqual(expected, section.Reported());
    }

    [TestMethod]
    public void A_required_text_is_read()
    {
        var section = Section(("key", Scalar("value")));

        Assert.AreEqual("value", section.RequiredText("key"));
        Assert.AreEqual("", section.Reported());
    }

    [TestMethod]
    public void A_path_is_made_absolute() => Assert.AreEqual("/repo/keys/id", Section(("key", Scalar("keys/id"))).FilePath("key"));

    [TestMethod]
    [DataRow("")]
    [DataRow("  ")]
    [DataRow("a\0b")]
    public void An_invalid_path_is_reported(string text)
    {
        var section = Section(("key", Scalar(text)));

        Assert.IsNull(section.FilePath("key"));
        Assert.AreEqual("f.yml:2:9: here.key must be a path.", section.Reported());
    }

    [TestMethod]
    public void An_unread_key_is_unknown_and_the_known_keys_are_listed()
    {
        var section = Section(("prot", Scalar("1")), ("user", Scalar("a")));
        section.Text("user");
        section.Text("user");
        section.Know("ports");

        section.RejectUnknownKeys();

        Assert.AreEqual("f.yml:2:1: Unknown key 'prot' in here. Known keys: user, ports.", section.Reported());
    }

    [TestMethod]
    public void An_unknown_key_of_the_document_itself_has_no_path()
    {
        var section = Section(path: "", ("netwrk", Scalar("1")));
        section.Know("network");

        section.RejectUnknownKeys();

        Assert.AreEqual("f.yml:2:1: Unknown key 'netwrk'. Did you mean 'network'? Known keys: network.", section.Reported());
    }
}
