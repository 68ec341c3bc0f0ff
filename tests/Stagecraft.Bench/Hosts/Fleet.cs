using Stagecraft.Bench.Measuring;

namespace Stagecraft.Bench.Hosts;

/// <summary>The OpenSSH servers that build/bench.d/fleet starts.</summary>
internal sealed class Fleet(CancellationToken stopping) : IAsyncDisposable
{
    // As in build/bench.d/fleet.
    public const int Port = 2222;
    public const string Network = "127.1.0";
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

    public async ValueTask DisposeAsync()
    {
        if (started) await ScriptAsync(CancellationToken.None, "down");
    }

    private static async Task<int> ScriptAsync(CancellationToken stopping, params string[] arguments) =>
        (await Processes.ScriptAsync(new ClientCommand(Workspace.Piece("fleet"), arguments), stopping)).ExitCode;
}
