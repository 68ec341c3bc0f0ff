namespace Stagecraft.Bootstrap;

/// <summary>Reads why a sudo that could get a password refused to run the command.</summary>
internal static class SudoRefusal
{
    /// <param name="user">The account, for messages.</param>
    /// <param name="error">The standard error of the command.</param>
    /// <returns>The failure, or null if none of the known lines is present.</returns>
    public static HostFailureException? Find(string user, string error)
    {
        if (SafeText.LastLine(error, IsExpiredPassword) is { } expired)
            return Refused(
                $"The password of '{user}' has expired, so sudo does not accept it ({expired}).",
                $"Run 'passwd {user}' on the host's console, or 'chage -d -1 {user}' to keep the password.");
        if (SafeText.LastLine(error, line => Has(line, "account validation failure") || Has(line, "account expired")) is { } invalid)
            return Refused(
                $"The account '{user}' has expired or is locked, so sudo does not accept its password ({invalid}).",
                $"Check 'chage -l {user}' on the host. 'chage -E -1 {user}' removes the expiry date. Or connect as root.");
        if (SafeText.LastLine(error, IsNotPermitted) is { } notPermitted)
            return Refused(
                $"'{user}' may not become root with sudo ({notPermitted}).",
                $"Add the line '{user} ALL=(ALL) ALL' to {RemoteAnswers.Sudoers}, or connect as root.");
        return SafeText.LastLine(error, IsWrongPassword) is { } wrong
            ? Refused(
                $"sudo did not accept the password of '{user}' ({wrong}). It was tried once.",
                $"Correct the password that infra.bootstrap.ssh.sudoPasswordEnv or sudoPasswordFile names. If it is right, check on the host whether the account is locked ('faillock --user {user}').")
            : null;
    }

    // sudo asks for a new password, which it does not get. sudo-rs does so without naming the reason.
    private static bool IsExpiredPassword(string line) =>
        Has(line, "account or password is expired") || Has(line, "authentication token manipulation error");

    private static bool IsNotPermitted(string line) =>
        line.StartsWith("Sorry, user ", StringComparison.Ordinal)
        || Has(line, "is not in the sudoers file")
        || Has(line, "is not allowed to run sudo")
        || Has(line, "may not run sudo")
        // sudo-rs
        || Has(line, "I'm afraid I can't do that");

    // "1 incorrect password attempt". sudo-rs: "Authentication failed, try again.", "maximum 1 incorrect authentication attempts".
    private static bool IsWrongPassword(string line) =>
        Has(line, "incorrect password attempt") || Has(line, "incorrect authentication attempt") || Has(line, "authentication failed");

    private static bool Has(string line, string part) => line.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static HostFailureException Refused(string observed, string remedy) => new(ErrorCode.HostNoPrivilege, observed, remedy);
}
