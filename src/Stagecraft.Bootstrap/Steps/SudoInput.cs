using System.Text.RegularExpressions;

namespace Stagecraft.Bootstrap;

/// <summary>
/// Checks whether sudo logs the input of commands (<c>log_input</c>), because secrets are sent that way. The check runs
/// before the secret leaves this process.
/// </summary>
/// <remarks>https://www.sudo.ws/docs/man/sudoers.man/#log_input</remarks>
internal static partial class SudoInput
{
    private const string Setting = "log_input";
    private const string Tag = "LOG_INPUT in a single rule";

    public static RemoteScript Probe { get; } = RemoteScript.Load(typeof(SudoInput).Assembly, "sudo-input");

    /// <exception cref="HostFailureException">sudo logs the input, or its setting cannot be determined.</exception>
    public static void RequireNotKept(ScriptAnswer answer, string user)
    {
        if (answer.TryGet("rules", out var rules))
        {
            if (KeptBy(rules) is not { } setting) return;
            throw new HostFailureException(
                ErrorCode.HostLogsInput,
                $"sudo logs the input of commands that '{user}' runs ({setting}), so the auth key would be stored on the host.",
                setting == Tag
                    ? $"Remove LOG_INPUT or log_input from the rule that 'sudo -l -U {user}' shows on the host, or connect as root."
                    : $"Add the line 'Defaults:{user} !log_input' to /etc/sudoers.d/stagecraft on the host (with visudo -f), or connect as root.");
        }

        // sudo-rs does not log input, and its first versions do not list rules.
        if (answer["version"].StartsWith("sudo-rs ", StringComparison.Ordinal)) return;
        throw new HostFailureException(
            ErrorCode.HostLogsInput,
            $"Cannot determine whether sudo logs the input of commands that '{user}' runs (log_input): 'sudo -l -U {user}' fails as root ({Said(answer)}).",
            "Make that command work on the host, or connect as root.");
    }

    private static string Said(ScriptAnswer answer) =>
        SafeText.Line(new[] { answer["detail"], answer["version"], "no reason given" }.First(text => text.Length > 0));

    /// <param name="rules">The output of <c>sudo -l</c>: settings, settings of single commands, and commands with their tags. Lines may be broken anywhere.</param>
    /// <returns>The setting that makes sudo log the input, or null.</returns>
    internal static string? KeptBy(string rules)
    {
        rules = Quoted().Replace(rules, "");
        var commands = Commands().Match(rules);
        var settings = commands.Success ? rules[..commands.Index] : rules;
        // In file order: the last setting applies. Settings of single commands come after the others. Any of them counts as logging.
        var general = SingleCommands().Match(settings);
        var byDefault = Last(general.Success ? settings[..general.Index] : settings);
        var bySomeCommand = general.Success && Settings().Matches(settings[general.Index..]).Any(setting => !setting.Value.StartsWith('!'));

        var tags = commands.Success ? Tags().Matches(rules[commands.Index..]).Select(tag => tag.Value) : [];
        var entries = commands.Success ? RunAs().Count(rules[commands.Index..]) : 0;
        var exempt = tags.Count(tag => tag.StartsWith("NO", StringComparison.Ordinal));
        if (bySomeCommand || tags.Count() > exempt) return Tag;
        return byDefault && (entries == 0 || exempt < entries) ? Setting : null;
    }

    private static bool Last(string settings) => Settings().Matches(settings) is [.., var last] && !last.Value.StartsWith('!');

    [GeneratedRegex(@"""[^""]*""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Quoted();

    // log_stdin covers input that is not from a terminal. Newer versions can set it separately.
    [GeneratedRegex(@"(?<=^|[\s,])!?\s*(log_input|log_stdin)(?=$|[\s,])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Settings();

    [GeneratedRegex(@"\b(NO)?LOG_INPUT:", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"may\s+run\s+the\s+following\s+commands", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Commands();

    [GeneratedRegex(@"Command-specific\s+defaults|Defaults!", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex SingleCommands();

    [GeneratedRegex(@"^\s*\(", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex RunAs();
}
