using System.Text.RegularExpressions;
using Stagecraft.Bench.Measuring;

namespace Stagecraft.Bench.Clients;

/// <summary>OpenSSH's client, with the configuration in the workspace.</summary>
/// <param name="work">The inputs.</param>
/// <param name="program">The words that start the client.</param>
internal sealed partial class OpenSsh(Workspace work, params IReadOnlyList<string> program)
{
    /// <summary>The client of this machine.</summary>
    public OpenSsh(Workspace work)
        : this(work, "ssh")
    {
    }

    /// <summary>How many clients run at once.</summary>
    public static string Parallel { get; } = Environment.GetEnvironmentVariable("BENCH_SSH_PARALLEL") is { Length: > 0 } number ? number : "20";

    /// <summary>The newest client in Debian, which is unpacked and not installed.</summary>
    public static async Task<OpenSsh> NewestAsync(Workspace work, CancellationToken stopping)
    {
        await Console.Error.WriteLineAsync("bench: looking for the newest OpenSSH in Debian");
        var script = new ClientCommand(Workspace.Piece("openssh"), Path.Combine(Workspace.Artifacts, "openssh"));
        return new OpenSsh(work, (await Processes.OutputAsync("Debian's newest OpenSSH cannot be unpacked", script, stopping)).Trim().Split(' '));
    }

    /// <summary>Sends the engine's script to all servers.</summary>
    public ClientCommand FanOut() => FanOut(File.ReadAllText(work.Command), work.Input);

    /// <summary>Logs in to all servers.</summary>
    public ClientCommand LoginFanOut() => FanOut("true", "/dev/null");

    /// <summary>Sends the engine's script to one server.</summary>
    public ClientCommand Ask(string address, string answers) =>
        WithProgram(new ClientCommand(Workspace.Piece("ask"), work.SshConfig, File.ReadAllText(work.Command), work.Input, answers, address));

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

    public async Task<string> VersionAsync(CancellationToken stopping) =>
        (await Processes.RunAsync(new ClientCommand(program[0], [.. program.Skip(1), "-V"]), stopping)).Errors.Split(',')[0].Trim();

    /// <summary>The version of this client and, if there are servers, their version and the key exchange that they agree on.</summary>
    public async Task<string> DescribeAsync(CancellationToken stopping)
    {
        var version = await VersionAsync(stopping);
        if (!File.Exists(work.SshConfig)) return version;
        var login = new ClientCommand(
            program[0], [.. program.Skip(1), "-v", "-F", work.SshConfig, "-o", "LogLevel=DEBUG1", File.ReadLines(work.Addresses).First(), "true"]);
        var log = (await Processes.RunAsync(login, stopping)).Errors;
        return $"`ssh`: {version}; servers: {Value(Server().Match(log))}; key exchange of the two: {Value(Agreed().Match(log))}";

        static string Value(Match match) => match.Success ? match.Groups["value"].Value.Trim() : "none";
    }

    private ClientCommand FanOut(string command, string input) => WithProgram(new ClientCommand(
        "xargs", "-P", Parallel, "-n", "1", "-a", work.Addresses, Workspace.Piece("ask"), work.SshConfig, command, input, work.Answers));

    private ClientCommand WithProgram(ClientCommand command) => command with
    {
        Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["BENCH_SSH"] = string.Join(' ', program) },
    };

    [GeneratedRegex(@"kex: algorithm: (?<value>[a-z]\S*)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Agreed();

    [GeneratedRegex("remote software version (?<value>[^\r\n]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Server();
}
