namespace Stagecraft.Bootstrap.Tool;

/// <summary>How much of a terminal is used, as its user and its surroundings want it.</summary>
/// <param name="ColorOutput">Colours on standard output.</param>
/// <param name="ColorError">Colours on standard error.</param>
/// <param name="Live">Live lines on standard error.</param>
internal sealed record DisplayChoice(bool ColorOutput, bool ColorError, bool Live)
{
    // Where a log is kept, a line that is drawn over itself is noise, also where the runner lends a terminal.
    private static readonly string[] CiVariables = ["CI", "TF_BUILD", "TEAMCITY_VERSION", "JENKINS_URL"];

    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="outputIsTerminal">Standard output is a terminal that takes escape sequences.</param>
    /// <param name="errorIsTerminal">Standard error is one.</param>
    public static DisplayChoice For(Func<string, string?> environment, bool outputIsTerminal, bool errorIsTerminal)
    {
        var dumb = environment("TERM") == "dumb";
        // https://no-color.org and https://bixense.com/clicolors: no wins over force.
        var never = IsSet("NO_COLOR");
        var always = environment("CLICOLOR_FORCE") is { Length: > 0 } force && force != "0";
        return new DisplayChoice(
            !never && (always || (outputIsTerminal && !dumb)),
            !never && (always || (errorIsTerminal && !dumb)),
            errorIsTerminal && !dumb && !CiVariables.Any(name => IsSet(name) && environment(name) != "false"));

        bool IsSet(string name) => !string.IsNullOrEmpty(environment(name));
    }
}
