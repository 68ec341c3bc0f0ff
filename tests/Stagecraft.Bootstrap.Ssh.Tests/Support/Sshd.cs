using System.Diagnostics;
using System.Net.Sockets;

namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>An OpenSSH server on loopback with temporary keys. It accepts the user who runs the tests.</summary>
internal sealed class Sshd : IDisposable
{
    private const string Program = "/usr/sbin/sshd";

    private readonly Workspace workspace = new();
    private readonly Process process;

    /// <param name="hostKeyTypes">The types of its host keys, for example <c>ed25519</c>.</param>
    /// <param name="extra">More lines for its configuration, from its directory; those of a <c>Match</c> block go last.</param>
    /// <param name="ports">At most 8: a server listens on 16 sockets.</param>
    /// <param name="maxStartups">Further connections that are not logged in are refused.</param>
    public Sshd(string[] hostKeyTypes, Func<Sshd, string>? extra = null, int ports = 4, int maxStartups = 1000)
    {
        Require();
        Ports = Support.Ports.Free(ports);
        ClientKey = Shell.Keygen(workspace["client"]);
        workspace.Write("authorized_keys", File.ReadAllText(ClientKey + ".pub"));
        foreach (var type in hostKeyTypes)
            Shell.Keygen(HostKeyPath(type), type);

        string[] settings =
        [
            .. Ports.Select(port => $"Port {port}"),
            "ListenAddress 127.0.0.1",
            .. Socket.OSSupportsIPv6 && File.Exists("/proc/net/if_inet6") ? ["ListenAddress ::1"] : Array.Empty<string>(),
            .. hostKeyTypes.Select(type => $"HostKey {HostKeyPath(type)}"),
            $"AuthorizedKeysFile {workspace["authorized_keys"]}",
            "PidFile none", "UsePAM no", "StrictModes no", "PermitRootLogin yes", "PasswordAuthentication no",
            "KbdInteractiveAuthentication no", $"MaxStartups {maxStartups}", "LoginGraceTime 0", "UseDNS no", "LogLevel VERBOSE",
            // So that bash does not read the account's .bashrc for a remote shell.
            "SetEnv SHLVL=1",
        ];
        var more = extra?.Invoke(this) ?? "";
        var config = WriteConfig([.. settings, "PerSourcePenalties no"], more);
        // OpenSSH before 9.8 has no penalties, and the keyword is an error.
        if (Shell.TryRun(Program, "-t", "-f", config).ExitCode != 0) config = WriteConfig(settings, more);

        // sshd needs this directory when it runs as root. A service manager would create it.
        if (Environment.IsPrivilegedProcess) Directory.CreateDirectory("/run/sshd");
        process = Process.Start(Program, ["-D", "-f", config, "-E", workspace["log"]]);
        WaitUntilItListens();
    }

    public int[] Ports { get; }

    /// <summary>The private key that it accepts.</summary>
    public string ClientKey { get; }

    public string Log => File.ReadAllText(workspace["log"]);

    public string this[string name] => workspace[name];

    public static bool Exists => File.Exists(Program);

    public static void Require()
    {
        if (!Exists) Assert.Inconclusive($"{Program} is missing: install openssh-server to run the tests of the wire.");
    }

    public string HostKeyPath(string type) => workspace[$"host_{type}"];

    public string HostFingerprint(string type) => Shell.Fingerprint(HostKeyPath(type) + ".pub");

    /// <summary><c>TYPE BASE64</c>, as in known_hosts.</summary>
    public string HostPublicKey(string type) => string.Join(' ', File.ReadAllText(HostKeyPath(type) + ".pub").Split(' ')[..2]);

    public void Authorize(string privateKeyPath)
    {
        lock (workspace)
            File.AppendAllText(workspace["authorized_keys"], File.ReadAllText(privateKeyPath + ".pub"));
    }

    /// <summary>Ends the open connections. New ones are accepted.</summary>
    public void DropConnections() => Shell.TryRun("pkill", "-KILL", "-P", $"{process.Id}");

    /// <summary>Prevents the open connections from opening further files or pipes, so that no command can start. A child from before the login may still be ending, but it has no files left.</summary>
    public void ExhaustFiles()
    {
        for (var parents = $"{process.Id}"; parents.Length > 0;)
        {
            parents = Shell.TryRun("pgrep", "-d", ",", "-P", parents).Output.Trim();
            foreach (var child in parents.Split(',', StringSplitOptions.RemoveEmptyEntries))
                Shell.TryRun("prlimit", "--nofile=3:3", "--pid", child);
        }
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        workspace.Dispose();
    }

    private string WriteConfig(string[] settings, string more) =>
        workspace.Write("sshd_config", string.Join('\n', settings) + "\n" + more + "\n");

    private void WaitUntilItListens()
    {
        // Reads the log, because a connection would add lines to the log that tests check.
        Eventually.Holds(() => process.HasExited || Listens() || Said().Contains("Bind to port", StringComparison.Ordinal), Said);
        if (process.HasExited || !Listens()) throw new InvalidOperationException($"sshd does not start: {Said()}");

        bool Listens() => Array.TrueForAll(Ports, port => Said().Contains($"Server listening on 127.0.0.1 port {port}.", StringComparison.Ordinal));

        string Said() => File.Exists(workspace["log"]) ? Log : "";
    }
}
