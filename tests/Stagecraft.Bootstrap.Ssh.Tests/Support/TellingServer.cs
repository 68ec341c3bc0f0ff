namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>A server that shows how a client got in.</summary>
internal sealed class TellingServer : IDisposable
{
    private const string Question = "echo \"$(id -un) $(echo $SSH_CONNECTION | cut -d' ' -f4)\"; ssh-keygen -lf \"$SSH_USER_AUTH\" 2>/dev/null | cut -d' ' -f2 || :";

    private readonly Sshd server = new(["ed25519"], _ => "ExposeAuthInfo yes\nMaxAuthTries 20");

    public Sshd Sshd => server;

    public int[] Ports => server.Ports;

    /// <summary>What a client sees through ssh: the user, the server's port and the key, or how ssh failed.</summary>
    public static string ThroughSsh(string config, string name, string? agent, params string[] options)
    {
        var (exitCode, output) = Shell.TryRun("env", ["-u", "SSH_AUTH_SOCK", .. agent is null ? Array.Empty<string>() : [$"SSH_AUTH_SOCK={agent}"],
            "ssh", "-F", config, "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "UpdateHostKeys=no", "-o", "GlobalKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", .. options, name, Question]);
        return exitCode == 0 ? Normal(output)
            : output.Contains("Permission denied") || output.Contains("Too many authentication failures") ? "denied"
            : output.Contains("IDENTIFICATION HAS CHANGED") ? "changed"
            : output.Contains("host key is known for") ? "unknown"
            : output.Contains("Connection refused") || output.Contains("Could not resolve") || output.Contains("kex_exchange_identification") || output.Contains("UNKNOWN port") || output.Length == 0 ? "unreachable"
            : $"another end: {output}";
    }

    /// <summary>The same through a connector.</summary>
    public static async Task<string> ThroughOursAsync(SshOptions options, Host host)
    {
        try
        {
            return Normal((await Wire.RunAsync(options, Question, host: host)).Output);
        }
        catch (HostFailureException failure)
        {
            if (failure.Code == ErrorCode.SshAuthFailed) return "denied";
            if (failure.Code == ErrorCode.SshHostKeyMismatch) return "changed";
            // ssh starts another ssh for a bastion, which does not say that it could ask.
            if (failure.Code == ErrorCode.SshHostKeyUnknown) return failure.Message.Contains("bastion") ? "unreachable" : "unknown";
            return failure.Code == ErrorCode.SshUnreachable ? "unreachable" : $"another end: {failure.Message}";
        }
    }

    public void Dispose() => server.Dispose();

    // The user, the port and the key. ssh's warnings follow.
    private static string Normal(string output) => string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(3));
}
