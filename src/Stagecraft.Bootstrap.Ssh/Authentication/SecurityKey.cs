namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>A key in a FIDO token (<c>sk-ssh-ed25519@openssh.com</c>): its file only refers to the token, and each signature may need a touch.</summary>
internal static class SecurityKey
{
    public static bool IsType(string type) => type.StartsWith("sk-", StringComparison.Ordinal);
}
