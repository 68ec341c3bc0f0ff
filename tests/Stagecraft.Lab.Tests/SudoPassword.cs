namespace Stagecraft.Lab.Tests;

/// <summary>A lab host whose user <c>operator</c> needs a password for sudo.</summary>
internal static class SudoPassword
{
    /// <summary>From now on, sudo requires this password.</summary>
    public static async Task RequireAsync(int host, string password)
    {
        // Not an argument of a command, which a test may search for.
        var file = await Lab.RootOfAsync(host) + "/root/account";
        await File.WriteAllTextAsync(file, $"operator:{password}\n");
        await Lab.OnHostAsync(host, "chpasswd </root/account; rm /root/account; sed -i s/NOPASSWD:// /etc/sudoers.d/90-operator");
    }

    /// <summary>The same configuration, with the user <c>operator</c> and the variable of its password.</summary>
    public static string Configure(string config) => config.Replace("ssh: {user: root", "ssh: {user: operator, sudoPasswordEnv: SUDO_PASSWORD", StringComparison.Ordinal);
}
