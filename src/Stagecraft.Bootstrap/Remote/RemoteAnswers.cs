using System.Globalization;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Remote;

/// <summary>Turns what came back from a host into answers, or into the reason why there are none.</summary>
internal static class RemoteAnswers
{
    // timeout(1): 124 when its TERM ended the command, 137 when it took KILL, which may end timeout itself too.
    private const int EndedByTimeout = 124;
    private const int KilledByTimeout = 137;
    // 125: timeout itself failed. 126 and 127: there is no sh, or it cannot be run; the shell says the same of timeout and sudo.
    private const int FailureOfTimeout = 125;
    private const string KillSignal = "KILL";

    /// <param name="user">The account, for messages.</param>
    /// <param name="command">The command's name, for messages.</param>
    /// <param name="timeout">The command's limit, for messages.</param>
    /// <param name="expected">The names of the scripts, in their order.</param>
    /// <param name="result">What came back.</param>
    /// <param name="decisive">The one whose failure ends the command, or null.</param>
    /// <exception cref="HostFailureException">An answer is missing, cannot be read, or is one that nobody asked for.</exception>
    public static IReadOnlyList<ScriptAnswer> Read(string user, string command, TimeSpan timeout, IReadOnlyList<string> expected, CommandResult result, string? decisive = null)
    {
        var answers = Parse(command, result);
        for (var i = 0; i < answers.Count; i++)
        {
            if (i >= expected.Count || answers[i].Name != expected[i])
                throw Unreadable(command, $"it holds an answer of '{SafeText.Line(answers[i].Name)}' that nobody asked for.");
        }

        if (answers.Count == expected.Count) return answers;
        if (answers is [.., { Succeeded: false } last] && last.Name == decisive) return answers;

        if (result.ExitStatus == EndedByTimeout)
            throw TimedOut(command, timeout);
        if (result.ExitStatus == KilledByTimeout || result.ExitSignal == KillSignal)
            throw new HostFailureException(
                ErrorCode.TimedOut,
                string.Create(CultureInfo.InvariantCulture, $"'{command}' was killed on the host: something in it went on after its limit of {timeout.TotalSeconds:0} s, or the host ran out of memory."),
                "On the host, look in 'journalctl -k' for a disk or a network mount that hangs, and for the out-of-memory killer.");
        if (result.ExitStatus == FailureOfTimeout && TellingLine(result.Error, line => line.StartsWith("timeout: ", StringComparison.Ordinal)) is { } failed)
            throw new HostFailureException(
                ErrorCode.HostUnsupported,
                $"The host could not start '{command}': {failed}",
                "On the host, see its limits on processes ('ulimit -u', 'systemctl status') and its free memory.");
        if (result.ExitStatus is null)
            throw new HostFailureException(
                ErrorCode.SshConnectionLost,
                $"'{command}' ended before its answer was complete (signal {result.ExitSignal ?? "unknown"}).",
                "Look at the host's own log for what ended it, and run again.");
        if ((TellingLine(result.Error, IsExpiredPassword) ?? TellingLine(result.Output, IsExpiredPassword)) is { } expired)
            throw new HostFailureException(
                ErrorCode.SshAuthFailed,
                $"The password of '{user}' has expired, so the host runs no command: \"{expired}\"",
                $"Log in once and set a new one, or on the host's console run 'passwd {user}', or 'chage -d -1 {user}' to leave the password as it is.");
        if (TellingLine(result.Error, IsSudoRefusal) is { } refusal)
            throw NoPrivilege(user, refusal);
        if ((TellingLine(result.Output, IsLoginHint) ?? TellingLine(result.Error, IsLoginHint)) is { } hint)
            throw new HostFailureException(
                ErrorCode.HostNoPrivilege,
                $"The host does not let '{user}' run commands: {hint}",
                "Set infra.bootstrap.ssh.user to the account that it names.");

        var said = LastLine(result.Error) ?? LastLine(result.Output) ?? "nothing";
        throw new HostFailureException(
            ErrorCode.HostUnsupported,
            $"The host did not run the script '{command}' (exit {result.ExitStatus}); it said: {said}",
            $"The account '{user}' needs a shell that runs commands, with sh, timeout and (unless it is root) sudo on its path.");
    }

    private static IReadOnlyList<ScriptAnswer> Parse(string command, CommandResult result)
    {
        try
        {
            return ScriptProtocol.Parse(result);
        }
        catch (FormatException exception)
        {
            throw Unreadable(command, exception.Message);
        }
    }

    // A start-up file or a wrapper that writes between an answer's lines, or a host that plays games: it is not believed.
    private static HostFailureException Unreadable(string command, string why) => new(
        ErrorCode.HostUnsupported,
        $"The host's answer to '{command}' cannot be read: {why}",
        "Something on the host writes into the output of commands. Look for it in the start-up files of the account's shell, and at wrappers of the programs that bootstrap asks.");

    public static HostFailureException TimedOut(string command, TimeSpan timeout) => new(
        ErrorCode.TimedOut,
        string.Create(CultureInfo.InvariantCulture, $"'{command}' did not end within {timeout.TotalSeconds:0} s."),
        "See what keeps the host busy, or raise the limit in infra.bootstrap.timeouts.");

    private static HostFailureException NoPrivilege(string user, string refusal)
    {
        // requiretty refuses an account that may become root otherwise.
        var (without, line) = refusal.Contains("must have a tty", StringComparison.Ordinal)
            ? ("a terminal", $"Defaults:{user} !requiretty")
            : ("a password", $"{user} ALL=(ALL) NOPASSWD:ALL");
        return new(
            ErrorCode.HostNoPrivilege,
            $"'{user}' cannot become root without {without} ({refusal}).",
            $"Add the line '{line}' to /etc/sudoers.d/stagecraft on the host (with visudo -f), or connect as root.");
    }

    // "Sorry, user" is said to an account that may run other commands only. A host name that does not resolve is a
    // warning that sudo prints on many cloud hosts, whatever it does then.
    private static bool IsSudoRefusal(string line) =>
        line.StartsWith("Sorry, user ", StringComparison.Ordinal)
        || (line.StartsWith("sudo: ", StringComparison.Ordinal) && !line.Contains("unable to resolve host", StringComparison.Ordinal));

    // sshd runs 'passwd' instead of a command, and that wants a terminal. Then sudo, which wants to know too.
    private static bool IsExpiredPassword(string line) =>
        line.Contains("Password change required", StringComparison.OrdinalIgnoreCase)
        || line.Contains("password has expired", StringComparison.OrdinalIgnoreCase)
        || line.Contains("required to change your password", StringComparison.OrdinalIgnoreCase)
        || line.StartsWith("sudo: Account or password is expired", StringComparison.Ordinal);

    // What cloud-init lets root's key do on images with another default user (disable_root_opts).
    private static bool IsLoginHint(string line) => line.Contains("Please login as the user", StringComparison.OrdinalIgnoreCase);

    private static string? LastLine(string text) => TellingLine(text, line => line.Trim().Length > 0);

    private static string? TellingLine(string text, Func<string, bool> tells) =>
        text.Split('\n').LastOrDefault(tells) is { } line ? SafeText.Line(line) : null;
}
