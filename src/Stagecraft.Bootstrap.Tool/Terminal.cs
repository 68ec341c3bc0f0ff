namespace Stagecraft.Bootstrap.Tool;

/// <summary>The three streams of a process. Results go to <see cref="Output"/>, everything else to <see cref="Error"/>.</summary>
/// <param name="Input">The source of a hosts document named <c>-</c>.</param>
/// <param name="Output">Only results.</param>
/// <param name="Error">Progress and errors.</param>
/// <param name="ColorOutput">Whether <paramref name="Output"/> shows colors.</param>
/// <param name="ColorError">Whether <paramref name="Error"/> shows colors.</param>
/// <param name="OutputWidth">The width of <paramref name="Output"/> in columns; null if it is not a terminal.</param>
/// <param name="Live"><paramref name="Error"/>, if it can show live lines; otherwise null.</param>
/// <param name="Blocks">Whether terminals show characters outside of ASCII.</param>
/// <param name="AskPassword">Asks for a password without showing it; returns null if there was none. Null if <paramref name="Input"/> is not a terminal.</param>
/// <param name="Confirm">Asks a question, and returns whether the answer was yes. Null if <paramref name="Input"/> is not a terminal.</param>
internal sealed record Terminal(
    TextReader Input, TextWriter Output, TextWriter Error, bool ColorOutput = false, bool ColorError = false, int? OutputWidth = null, LiveWriter? Live = null, bool Blocks = false, Func<string?>? AskPassword = null, Func<string, bool>? Confirm = null);

/// <summary>The character encoding of a terminal.</summary>
internal static class TerminalEncoding
{
    private const int Utf8CodePage = 65001;

    // The first of these that is set decides: https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html#tag_08_02
    private static readonly string[] Locale = ["LC_ALL", "LC_CTYPE", "LANG"];

    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="codePage">The output code page of a Windows console. Null on other systems.</param>
    public static bool IsUtf8(Func<string, string?> environment, int? codePage)
    {
        if (codePage is { } page) return page == Utf8CodePage;
        var locale = Locale.Select(environment).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? "";
        return locale.Replace("-", "", StringComparison.Ordinal).Contains("utf8", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Which terminal features to use, based on the environment and the streams.</summary>
/// <param name="ColorOutput">Colors on standard output.</param>
/// <param name="ColorError">Colors on standard error.</param>
/// <param name="Live">Live lines on standard error.</param>
internal sealed record DisplayChoice(bool ColorOutput, bool ColorError, bool Live)
{
    // CI keeps a log, in which redrawn lines are noise, even if the runner provides a terminal.
    private static readonly string[] CiVariables = ["CI", "TF_BUILD", "TEAMCITY_VERSION", "JENKINS_URL"];

    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="outputIsTerminal">Standard output is a terminal that supports escape sequences.</param>
    /// <param name="errorIsTerminal">Standard error is a terminal that supports escape sequences.</param>
    public static DisplayChoice For(Func<string, string?> environment, bool outputIsTerminal, bool errorIsTerminal)
    {
        var dumb = environment("TERM") == "dumb";
        // FORCE_COLOR overrides NO_COLOR (the example on https://force-color.org, and https://nodejs.org/api/cli.html#force_color1-2-3),
        // which overrides CLICOLOR_FORCE (https://bixense.com/clicolors).
        var force = Forces("FORCE_COLOR");
        var never = !force && IsSet("NO_COLOR");
        var always = force || Forces("CLICOLOR_FORCE");
        return new DisplayChoice(
            !never && (always || (outputIsTerminal && !dumb)),
            !never && (always || (errorIsTerminal && !dumb)),
            errorIsTerminal && !dumb && !CiVariables.Any(name => IsSet(name) && environment(name) != "false"));

        bool Forces(string name) => environment(name) is { Length: > 0 } value && value != "0";

        bool IsSet(string name) => !string.IsNullOrEmpty(environment(name));
    }
}
