using System.Text.RegularExpressions;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Platform;

/// <summary>
/// sudo can keep what it passes on to a command (<c>log_input</c>), and a secret travels so. It is asked before the secret
/// leaves this process.
/// </summary>
/// <remarks>https://www.sudo.ws/docs/man/sudoers.man/#log_input</remarks>
internal static partial class SudoInput
{
    private const string Setting = "log_input";
    private const string Tag = "LOG_INPUT of a single rule";

    public static RemoteScript Question { get; } = RemoteScript.Load(typeof(SudoInput).Assembly, "sudo-input");

    /// <exception cref="HostFailureException">It is kept, or sudo does not say whether it is.</exception>
    public static void RequireNotKept(ScriptAnswer answer, string user)
    {
        if (answer.TryGet("rules", out var rules))
        {
            if (KeptBy(rules) is not { } setting) return;
            throw new HostFailureException(
                ErrorCode.HostLogsInput,
                $"sudo keeps what '{user}' sends to commands ({setting}), so the network's key would be stored on the host.",
                setting == Tag
                    ? $"Remove LOG_INPUT or log_input from the single rule that 'sudo -l -U {user}' shows on the host, or connect as root."
                    : $"Add the line 'Defaults:{user} !log_input' to /etc/sudoers.d/stagecraft on the host (with visudo -f), or connect as root.");
        }

        // sudo-rs keeps nothing, and its first versions list no rules.
        if (answer["version"].StartsWith("sudo-rs ", StringComparison.Ordinal)) return;
        throw new HostFailureException(
            ErrorCode.HostLogsInput,
            $"sudo does not say whether it keeps what '{user}' sends to commands (log_input): 'sudo -l -U {user}' fails as root ({Said(answer)}).",
            "Make that command work on the host, or connect as root.");
    }

    private static string Said(ScriptAnswer answer) =>
        SafeText.Line(new[] { answer["detail"], answer["version"], "it gives no reason" }.First(text => text.Length > 0));

    /// <param name="rules">As <c>sudo -l</c> prints them: settings, those of single commands, and the commands with their tags. Lines may be broken anywhere.</param>
    /// <returns>What makes sudo keep it, or null.</returns>
    internal static string? KeptBy(string rules)
    {
        rules = Quoted().Replace(rules, "");
        var commands = Commands().Match(rules);
        var settings = commands.Success ? rules[..commands.Index] : rules;
        // In the order of the file: the last one holds. Those of single commands follow the others, and count for all.
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

    // log_stdin is the part of log_input that is not a terminal's, which newer versions can set alone.
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
