using System.Diagnostics;

namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>Runs OpenSSH's own tools.</summary>
internal static class Shell
{
    public static (int ExitCode, string Output) TryRun(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    public static string Run(string program, params string[] arguments)
    {
        var (exitCode, output) = TryRun(program, arguments);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {exitCode}: {output}");
    }

    /// <summary>Creates a key pair and returns the path of its private key.</summary>
    public static string Keygen(string path, string type = "ed25519", string passphrase = "", params string[] more)
    {
        Run("ssh-keygen", ["-q", "-t", type, "-N", passphrase, "-C", "test", "-f", path, .. more]);
        return path;
    }

    /// <summary>Whether an agent answers there. Its socket exists a moment before it listens.</summary>
    public static bool IsAgent(string socket) => File.Exists(socket) && TryRun("env", $"SSH_AUTH_SOCK={socket}", "ssh-add", "-l").ExitCode != 2;

    public static string Fingerprint(string publicKeyPath) => Run("ssh-keygen", "-l", "-f", publicKeyPath).Split(' ')[1];
}
