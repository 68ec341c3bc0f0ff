using System.Text.RegularExpressions;
using Stagecraft.Bench.Measuring;

namespace Stagecraft.Bench.Hosts;

/// <summary>The OpenSSH servers that build/bench.d/fleet starts.</summary>
internal sealed partial class Fleet(CancellationToken stopping) : IAsyncDisposable
{
    // As in build/bench.d/fleet.
    public const int Port = 2222;
    public const string Network = "127.1.0";
    /// <summary>The index of a server that is not measured. Its log says what it and a client agree on.</summary>
    public const int Observed = 251;

    /// <summary>An index without a server.</summary>
    public const int Refusing = 252;

    private const string State = "/var/lib/stagecraft-bench";

    private bool started;

    /// <summary>The private key that all servers accept.</summary>
    public static string PrivateKey => $"{State}/id_ed25519";

    public static string Address(int index) => $"{Network}.{index}";

    /// <summary>The type and the key, as in known_hosts.</summary>
    public static string HostKey() => string.Join(' ', File.ReadAllText($"{State}/host_ed25519.pub").Split(' ').Take(2));

    /// <summary>A fleet that is up stays up after the benchmark.</summary>
    public async Task UpAsync(int count)
    {
        started = await ScriptAsync(stopping, "status") != 0;
        if (await ScriptAsync(stopping, "up", $"{count}") == 0) return;
        stopping.ThrowIfCancellationRequested();
        throw new BenchException("the servers do not start");
    }

    /// <summary>The key exchange that these servers and a client agree on. The client asks the server <see cref="Observed"/>.</summary>
    /// <returns>Null if they have none in common.</returns>
    public static async Task<string?> AgreedAsync(ClientCommand client, CancellationToken stopping)
    {
        const string Log = $"{State}/agreed.log";
        const string None = "(no match)";
        var before = new FileInfo(Log).Length;
        var run = await Processes.RunAsync(client, stopping);
        // The server can be slower than the client.
        for (var i = 0; i < 50; i++)
        {
            var agreed = Agreed().Match(await ReadAsync()).Groups["name"].Value;
            if (agreed == None && run.ExitCode != 0) return null;
            if (agreed is not ("" or None) && run.ExitCode == 0) return agreed;
            await Task.Delay(TimeSpan.FromMilliseconds(100), stopping);
        }

        throw new BenchException($"{client.Program} ended with {run.ExitCode}: {run.Complaint}");

        async Task<string> ReadAsync()
        {
            await using var file = File.Open(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            file.Position = before;
            using var reader = new StreamReader(file);
            return await reader.ReadToEndAsync(stopping);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (started) await ScriptAsync(CancellationToken.None, "down");
    }

    private static async Task<int> ScriptAsync(CancellationToken stopping, params string[] arguments) =>
        (await Processes.ScriptAsync(new ClientCommand(Workspace.Piece("fleet"), arguments), stopping)).ExitCode;

    [GeneratedRegex(@"kex: algorithm: (?<name>\(no match\)|\S+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Agreed();
}
