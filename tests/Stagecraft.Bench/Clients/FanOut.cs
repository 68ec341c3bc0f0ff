using Stagecraft.Bench.Hosts;
using Stagecraft.Bench.Measuring;

namespace Stagecraft.Bench.Clients;

/// <summary>A small program on an SSH library, which sends the engine's script to all servers.</summary>
internal sealed class FanOut(Workspace work, string name, string title, params IReadOnlyList<string> words)
{
    private static readonly DebianPackage Go = new("golang-go", "go");
    private static readonly DebianPackage GoCrypto = new("golang-golang-x-crypto-dev", "/usr/share/gocode/src/golang.org/x/crypto");
    private static readonly DebianPackage AsyncSsh = new("python3-asyncssh", "/usr/lib/python3/dist-packages/asyncssh");

    /// <summary>What they need.</summary>
    public static IReadOnlyList<DebianPackage> Packages { get; } = [Go, GoCrypto, AsyncSsh];

    public string Name => name;

    public string Title => title;

    public static async Task<FanOut> InGoAsync(Workspace work, CancellationToken stopping)
    {
        var build = new ClientCommand("go", "build", "-o", work["fanout"], Workspace.Piece("clients/fanout.go"))
        {
            // Debian's packages are source files in a workspace of Go, without modules.
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["GO111MODULE"] = "off",
                ["GOPATH"] = "/usr/share/gocode",
                ["GOFLAGS"] = "",
                ["GOCACHE"] = Path.Combine(Workspace.Artifacts, "go"),
                ["CGO_ENABLED"] = "0",
            },
        };
        await Processes.OutputAsync("the Go client does not build", build, stopping);
        var version = await Processes.OutputAsync("Go does not start", new ClientCommand("go", "version"), stopping);
        return new FanOut(work, "go", $"Go {version.Split(' ')[2].TrimStart('g', 'o')}, `golang.org/x/crypto/ssh` {await GoCrypto.VersionAsync(stopping)}", work["fanout"]);
    }

    public static async Task<FanOut> InPythonAsync(Workspace work, CancellationToken stopping) => new(
        work, "asyncssh", $"Python, asyncssh {await AsyncSsh.VersionAsync(stopping)}", "/usr/bin/python3", Workspace.Piece("clients/fanout.py"));

    /// <param name="addresses">The file with the servers' addresses.</param>
    /// <param name="parallel">How many it asks at once.</param>
    public ClientCommand Ask(string addresses, int parallel) => new(
        words[0], [.. words.Skip(1), work.Folder, addresses, Fleet.PrivateKey, $"{Fleet.Port}", $"{parallel}"]);
}
