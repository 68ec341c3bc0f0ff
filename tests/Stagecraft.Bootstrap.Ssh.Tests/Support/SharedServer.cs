namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>One server for the tests without special requirements.</summary>
[TestClass]
public static class SharedServer
{
    private static readonly Lazy<Sshd> Server = new(() => new Sshd(["ed25519", "ecdsa", "rsa"], Special));

    internal static Sshd Sshd => Server.Value;

    internal static int Port => Sshd.Ports[0];

    /// <summary>Greets with a banner, and its login shell prints text before it runs a command.</summary>
    internal static int ChattyPort => Sshd.Ports[1];

    /// <summary>Accepts only passwords.</summary>
    internal static int PasswordPort => Sshd.Ports[2];

    /// <summary>Accepts the login, and then refuses every session.</summary>
    internal static int NoSessionPort => Sshd.Ports[3];

    [AssemblyCleanup]
    public static void Stop()
    {
        if (Server.IsValueCreated) Server.Value.Dispose();
    }

    private static string Special(Sshd sshd)
    {
        File.WriteAllText(sshd["banner"], "Authorized users only.\n");
        return $"""
            Match LocalPort {sshd.Ports[1]}
                Banner {sshd["banner"]}
                ForceCommand echo Welcome to this shell; echo and to its errors >&2; eval "$SSH_ORIGINAL_COMMAND"
            Match LocalPort {sshd.Ports[2]}
                PubkeyAuthentication no
                PasswordAuthentication yes
            Match LocalPort {sshd.Ports[3]}
                MaxSessions 0
            """;
    }
}
