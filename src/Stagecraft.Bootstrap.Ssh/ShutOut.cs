using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>
/// A host that knows the key and does not let the account in: locked or expired, or only root may log in now. sshd takes
/// the key, sends PAM's reason as a banner and hangs up.
/// </summary>
/// <remarks>https://github.com/openssh/openssh-portable/blob/master/auth2.c (userauth_finish)</remarks>
internal static class ShutOut
{
    public static HostFailureException Of(SshTarget target, string said, Exception exception) => new(
        ErrorCode.SshAuthFailed,
        $"{target.EndpointFirst} does not let user '{SafeText.Line(target.User)}' in; it said: {Quote(said).TrimEnd('.')}.",
        Remedy(said),
        exception);

    /// <summary>systemd's text in /run/nologin until the host has booted.</summary>
    public static bool IsBooting(string said) => Holds(said, "booting up");

    private static string Remedy(string said)
    {
        if (IsBooting(said)) return "Wait until it has booted, then run again, or set a longer ssh.connectTimeout. If it has booted long ago, see /run/nologin on the host.";
        if (Holds(said, "going down")) return "Wait until it is up again, then run again.";
        if (Holds(said, "nologin")) return "The file /run/nologin or /etc/nologin on the host keeps everyone but root out: remove it, or connect as root.";
        return "On the host, see 'passwd -S' and 'chage -l' of that user, /etc/nologin and sshd's log, or set ssh.user to another account.";
    }

    private static bool Holds(string said, string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);

    // The last line that is a reason: what follows it in systemd's text names a manual page.
    private static string Quote(string said)
    {
        var lines = said.Split('\n').Select(SafeText.Line).Where(line => line.Length > 0).ToList();
        return lines.LastOrDefault(line => IsBooting(line) || Holds(line, "going down")) ?? lines[^1];
    }
}
