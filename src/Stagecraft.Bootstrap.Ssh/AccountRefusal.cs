namespace Stagecraft.Bootstrap.Ssh;

/// <summary>
/// A host that accepts the key but not the account: it is locked or expired, or only root may log in now. sshd accepts
/// the key, sends PAM's reason as a banner and closes the connection.
/// </summary>
/// <remarks>https://github.com/openssh/openssh-portable/blob/master/auth2.c (userauth_finish)</remarks>
internal static class AccountRefusal
{
    public static HostFailureException Of(SshTarget target, string said, Exception exception) => new(
        ErrorCode.SshAuthFailed,
        $"{target.EndpointFirst} rejected the login of user '{SafeText.Line(target.User)}': \"{Quote(said).TrimEnd('.')}\".",
        Remedy(said),
        exception);

    /// <summary>Recognizes systemd's text in /run/nologin, which exists until the host has booted.</summary>
    public static bool IsBooting(string said) => Holds(said, "booting up");

    private static string Remedy(string said)
    {
        if (IsBooting(said)) return "Wait until the host has booted, then run again, or set a longer ssh.connectTimeout. If it booted long ago, check /run/nologin on the host.";
        if (Holds(said, "going down")) return "Wait until the host is up again, then run again.";
        if (Holds(said, "nologin")) return "While /run/nologin or /etc/nologin exists on the host, only root can log in. Remove the file, or connect as root.";
        return "On the host, check 'passwd -S' and 'chage -l' for this user, /etc/nologin and sshd's log, or set ssh.user to another account.";
    }

    private static bool Holds(string said, string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);

    // The last line with a reason. In systemd's text, a line that names a manual page follows it.
    private static string Quote(string said) =>
        SafeText.LastLine(said, line => IsBooting(line) || Holds(line, "going down")) ?? SafeText.LastLine(said) ?? "";
}
