using System.Globalization;

namespace Stagecraft.Bootstrap;

/// <summary>Reads a host's reply: the answers of the scripts, or the reason why there are none.</summary>
internal static class RemoteAnswers
{
    // timeout(1): 124 if TERM ended the command, 137 if KILL was needed. KILL may end timeout itself too.
    private const int EndedByTimeout = 124;
    private const int KilledByTimeout = 137;
    // 125: timeout itself failed, and says so. Without a message, TERM ended the command (uutils before 0.8:
    // https://github.com/uutils/coreutils/pull/11392). 126 and 127: sh is missing or cannot be run. The shell returns the same for timeout and sudo.
    private const int FailureOfTimeout = 125;
    private const string KillSignal = "KILL";

    /// <summary>Where a fix adds a line of sudo's rules.</summary>
    internal const string Sudoers = "/etc/sudoers.d/stagecraft on the host (with visudo -f)";

    /// <param name="user">The account, for messages.</param>
    /// <param name="command">The command's name, for messages.</param>
    /// <param name="timeout">The command's limit, for messages.</param>
    /// <param name="expected">The names of the scripts, in order.</param>
    /// <param name="result">The host's reply.</param>
    /// <param name="decisive">The script whose failure ends the command, or null.</param>
    /// <param name="withPassword">Whether sudo could get a password.</param>
    /// <exception cref="HostFailureException">An answer is missing, cannot be parsed or is unexpected.</exception>
    public static IReadOnlyList<ScriptAnswer> Read(
        string user, string command, TimeSpan timeout, IReadOnlyList<string> expected, CommandResult result, string? decisive = null, bool withPassword = false)
    {
        var answers = Parse(command, result);
        for (var i = 0; i < answers.Count; i++)
        {
            if (i >= expected.Count || answers[i].Name != expected[i])
                throw Unreadable(command, $"unexpected answer '{SafeText.Line(answers[i].Name)}'.");
        }

        if (answers.Count == expected.Count) return answers;
        if (answers is [.., { Succeeded: false } last] && last.Name == decisive) return answers;

        var timeoutError = SafeText.LastLine(result.Error, line => line.StartsWith("timeout: ", StringComparison.Ordinal));
        if (result.ExitStatus == EndedByTimeout || (result.ExitStatus == FailureOfTimeout && timeoutError is null))
            throw TimedOut(command, timeout);
        if (result.ExitStatus == KilledByTimeout || result.ExitSignal == KillSignal)
            throw new HostFailureException(
                ErrorCode.TimedOut,
                string.Create(CultureInfo.InvariantCulture, $"'{command}' was killed on the host: it exceeded its limit of {timeout.TotalSeconds:0} s, or the host ran out of memory."),
                "Check 'journalctl -k' on the host for a hanging disk or network mount, and for the out-of-memory killer.");
        if (result.ExitStatus == FailureOfTimeout)
            throw new HostFailureException(
                ErrorCode.HostUnsupported,
                $"The host could not start '{command}': {timeoutError}",
                "Check the host's process limits ('ulimit -u', 'systemctl status') and its free memory.");
        if (result.ExitStatus is null)
            throw new HostFailureException(
                ErrorCode.SshConnectionLost,
                $"'{command}' ended before its answer was complete (signal {result.ExitSignal ?? "unknown"}).",
                "Check the host's log for the cause, then run again.");
        if (withPassword && SudoRefusal.Find(user, result.Error) is { } refused)
            throw refused;
        if ((SafeText.LastLine(result.Error, IsExpiredPassword) ?? SafeText.LastLine(result.Output, IsExpiredPassword)) is { } expired)
            throw new HostFailureException(
                ErrorCode.SshAuthFailed,
                $"The password of '{user}' has expired, so the host does not run commands: \"{expired}\"",
                $"Log in once and set a new password. Or run 'passwd {user}' on the host's console, or 'chage -d -1 {user}' to keep the password.");
        if (SafeText.LastLine(result.Error, IsSudoRefusal) is { } refusal)
            throw NoPrivilege(user, refusal, withPassword);
        if ((SafeText.LastLine(result.Output, IsLoginHint) ?? SafeText.LastLine(result.Error, IsLoginHint)) is { } hint)
            throw new HostFailureException(
                ErrorCode.HostNoPrivilege,
                $"The host does not let '{user}' run commands: {hint}",
                "Set infra.bootstrap.ssh.user to the account that the host names.");

        var said = SafeText.LastLine(result.Error) ?? SafeText.LastLine(result.Output) ?? "none";
        throw new HostFailureException(
            ErrorCode.HostUnsupported,
            $"The host did not run the script '{command}' (exit {result.ExitStatus}). Output: {said}",
            $"Give the account '{user}' a shell that runs commands, with sh, timeout and (unless it is root) sudo in its PATH.");
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

    // A startup file or a wrapper writes between the lines of an answer, or the host is malicious.
    private static HostFailureException Unreadable(string command, string why) => new(
        ErrorCode.HostUnsupported,
        $"Cannot parse the host's reply to '{command}': {why}",
        "Check the startup files of the account's shell, and wrappers of the programs that bootstrap runs. Something on the host writes into the output of commands.");

    public static HostFailureException TimedOut(string command, TimeSpan timeout) => new(
        ErrorCode.TimedOut,
        string.Create(CultureInfo.InvariantCulture, $"'{command}' did not end within {timeout.TotalSeconds:0} s."),
        "Find out what keeps the host busy, or raise the limit in infra.bootstrap.timeouts.");

    private static HostFailureException NoPrivilege(string user, string refusal, bool withPassword)
    {
        // requiretty rejects accounts that may otherwise become root.
        if (refusal.Contains("must have a tty", StringComparison.Ordinal))
            return Refused("a terminal", $"Add the line 'Defaults:{user} !requiretty' to {Sudoers}, or connect as root.");
        if (withPassword)
            return new(
                ErrorCode.HostNoPrivilege,
                $"'{user}' cannot become root with its password ({refusal}).",
                "Find the cause in the host's log ('journalctl -t sudo'), or connect as root.");
        return NeedsPassword(refusal)
            ? Refused("a password", $"Add the line '{user} ALL=(ALL) NOPASSWD:ALL' to {Sudoers}, set infra.bootstrap.ssh.sudoPasswordEnv to the variable that holds the password, or connect as root.")
            : Refused("a password", $"Add the line '{user} ALL=(ALL) NOPASSWD:ALL' to {Sudoers}, or connect as root.");

        HostFailureException Refused(string without, string remedy) =>
            new(ErrorCode.HostNoPrivilege, $"'{user}' cannot become root without {without} ({refusal}).", remedy);
    }

    // sudo-rs says "interactive authentication is required".
    private static bool NeedsPassword(string refusal) =>
        refusal.Contains("a password is required", StringComparison.Ordinal) || refusal.Contains("authentication is required", StringComparison.Ordinal);

    // sudo prints "Sorry, user" for an account that may run only other commands. "unable to resolve host" is only a
    // warning, which is common on cloud hosts.
    private static bool IsSudoRefusal(string line) =>
        line.StartsWith("Sorry, user ", StringComparison.Ordinal)
        || (line.StartsWith("sudo: ", StringComparison.Ordinal) && !line.Contains("unable to resolve host", StringComparison.Ordinal));

    // sshd runs 'passwd' instead of the command, and passwd needs a terminal. sudo checks the expiry too.
    private static bool IsExpiredPassword(string line) =>
        line.Contains("Password change required", StringComparison.OrdinalIgnoreCase)
        || line.Contains("password has expired", StringComparison.OrdinalIgnoreCase)
        || line.Contains("required to change your password", StringComparison.OrdinalIgnoreCase)
        || line.StartsWith("sudo: Account or password is expired", StringComparison.Ordinal);

    // cloud-init restricts root's key to this message on images with another default user (disable_root_opts).
    private static bool IsLoginHint(string line) => line.Contains("Please login as the user", StringComparison.OrdinalIgnoreCase);
}
