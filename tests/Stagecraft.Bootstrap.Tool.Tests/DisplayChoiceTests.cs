namespace Stagecraft.Bootstrap.Tool.Tests;

[TestClass]
public sealed class DisplayChoiceTests
{
    [TestMethod]
    [DataRow("", true, true, true)]
    [DataRow("TERM=xterm-256color", true, true, true)]
    [DataRow("TERM=dumb", false, false, false)]
    [DataRow("NO_COLOR=1", false, false, true)]
    [DataRow("NO_COLOR=", true, true, true)]
    [DataRow("NO_COLOR=1 CLICOLOR_FORCE=1", false, false, true)]
    [DataRow("NO_COLOR=1 FORCE_COLOR=1", true, true, true)]
    [DataRow("NO_COLOR=1 FORCE_COLOR=0", false, false, true)]
    [DataRow("CI=true", true, true, false)]
    [DataRow("CI=false", true, true, true)]
    [DataRow("TF_BUILD=True", true, true, false)]
    [DataRow("TERM=dumb CLICOLOR_FORCE=1", true, true, false)]
    public void On_a_terminal_the_environment_decides(string variables, bool colorOutput, bool colorError, bool live) =>
        Assert.AreEqual(new DisplayChoice(colorOutput, colorError, live), Choose(variables, outputIsTerminal: true, errorIsTerminal: true));

    [TestMethod]
    [DataRow("", false)]
    [DataRow("CLICOLOR_FORCE=0", false)]
    [DataRow("CLICOLOR_FORCE=1", true)]
    [DataRow("CLICOLOR_FORCE=1 CI=true", true)]
    [DataRow("FORCE_COLOR=", false)]
    [DataRow("FORCE_COLOR=0", false)]
    [DataRow("FORCE_COLOR=1", true)]
    [DataRow("FORCE_COLOR=true", true)]
    public void Without_a_terminal_colors_need_force_and_live_lines_never_appear(string variables, bool colors) =>
        Assert.AreEqual(new DisplayChoice(colors, colors, Live: false), Choose(variables, outputIsTerminal: false, errorIsTerminal: false));

    [TestMethod]
    public void Each_stream_has_its_own_setting()
    {
        Assert.AreEqual(new DisplayChoice(false, true, true), Choose("", outputIsTerminal: false, errorIsTerminal: true));
        Assert.AreEqual(new DisplayChoice(true, false, false), Choose("", outputIsTerminal: true, errorIsTerminal: false));
    }

    [TestMethod]
    [DataRow("LANG=en_US.UTF-8", true)]
    [DataRow("LC_CTYPE=UTF-8", true)]
    [DataRow("LANG=de_DE.utf8", true)]
    [DataRow("LANG=en_US.UTF-8 LC_ALL=C", false)]
    [DataRow("LANG=en_US.UTF-8 LC_ALL=", true)]
    [DataRow("LANG=en_US.ISO-8859-1", false)]
    [DataRow("", false)]
    public void Blocks_need_a_terminal_with_UTF_8(string variables, bool expected) =>
        Assert.AreEqual(expected, TerminalEncoding.IsUtf8(Values(variables).GetValueOrDefault, codePage: null));

    [TestMethod]
    public void On_Windows_the_code_page_decides()
    {
        Assert.IsTrue(TerminalEncoding.IsUtf8(_ => null, codePage: 65001));
        Assert.IsFalse(TerminalEncoding.IsUtf8(_ => "en_US.UTF-8", codePage: 437));
    }

    private static Dictionary<string, string> Values(string variables) =>
        variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    private static DisplayChoice Choose(string variables, bool outputIsTerminal, bool errorIsTerminal)
    {
        return DisplayChoice.For(Values(variables).GetValueOrDefault, outputIsTerminal, errorIsTerminal);
    }
}
