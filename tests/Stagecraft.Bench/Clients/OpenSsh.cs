using System.Text.RegularExpressions;
using Stagecraft.Bench.Measuring;

namespace Stagecraft.Bench.Clients;

/// <summary>OpenSSH's client, with the configuration in the workspace.</summary>
internal sealed partial class OpenSsh(Workspace work)
{
    /// <summary>How many clients run at once.</summary>
    public static string Parallel { get; } = Environment.GetEnvironmentVariable("BENCH_SSH_PARALLEL") is { Length: > 0 } number ? number : "20";

    /// <summary>Sends the engine's script to all servers.</summary>
    public ClientCommand FanOut() => FanOut(File.ReadAllText(work.Command), work.Input);

    /// <summary>Logs in to all servers.</summary>
    public ClientCommand LoginFanOut() => FanOut("true", "/dev/null");

    /// <summary>Sends the engine's script to one server.</summary>
    public ClientCommand Ask(string address, string answers) =>
        new(Workspace.Piece("ask"), work.SshConfig, File.ReadAllText(work.Command), work.Input, answers, address);

    /// <summary>Ends the connections that Ansible keeps open for its next run, which must not find any.</summary>
    public async Task CloseKeptConnectionsAsync()
    {
        if (!Directory.Exists(work["connections"])) return;
        foreach (var socket in Directory.EnumerateFileSystemEntries(work["connections"]))
        {
            await Processes.RunAsync(
                new ClientCommand("ssh", "-F", work.SshConfig, "-o", $"ControlPath={socket}", "-O", "exit", "bench"), CancellationToken.None);
        }
    }

    public static async Task<string> VersionAsync(CancellationToken stopping) =>
        (await Processes.RunAsync(new ClientCommand("ssh", "-V"), stopping)).Errors.Split(',')[0].Trim();

    /// <summary>What OpenSSH and these servers agree on. The tool prefers the same.</summary>
    public async Task<string?> KeyExchangeAsync(CancellationToken stopping)
    {
        if (!File.Exists(work.SshConfig)) return null;
        var login = new ClientCommand("ssh", "-v", "-F", work.SshConfig, "-o", "LogLevel=DEBUG1", File.ReadLines(work.Addresses).First(), "true");
        var match = Agreed().Match((await Processes.RunAsync(login, stopping)).Errors);
        return match.Success ? match.Groups["name"].Value : "unknown";
    }

    private ClientCommand FanOut(string command, string input) => new(
        "xargs", "-P", Parallel, "-n", "1", "-a", work.Addresses, Workspace.Piece("ask"), work.SshConfig, command, input, work.Answers);

    [GeneratedRegex(@"kex: algorithm: (?<name>\S+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Agreed();
}
