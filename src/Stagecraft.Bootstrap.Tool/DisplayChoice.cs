namespace Stagecraft.Bootstrap.Tool;

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
        // https://no-color.org and https://bixense.com/clicolors: NO_COLOR overrides CLICOLOR_FORCE.
        var never = IsSet("NO_COLOR");
        var always = environment("CLICOLOR_FORCE") is { Length: > 0 } force && force != "0";
        return new DisplayChoice(
            !never && (always || (outputIsTerminal && !dumb)),
            !never && (always || (errorIsTerminal && !dumb)),
            errorIsTerminal && !dumb && !CiVariables.Any(name => IsSet(name) && environment(name) != "false"));

        bool IsSet(string name) => !string.IsNullOrEmpty(environment(name));
    }
}
