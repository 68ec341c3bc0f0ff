using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Stagecraft.Testing;

namespace Stagecraft.Providers.Tests.DigitalOcean;

/// <summary>Prism in front of the stand-in. A request or an answer that does not match DigitalOcean's document becomes an error.</summary>
internal sealed class PrismProxy : IAsyncDisposable
{
    // build/test installs it there.
    private static readonly string Program = Path.Combine(Repository.Root, "artifacts", "prism", "node_modules", "@stoplight", "prism-cli", "dist", "index.js");
    private static readonly string Document = Path.Combine(Repository.Root, "tests", "Stagecraft.Providers.Tests", "DigitalOcean", "OpenApi", "digitalocean.json");

    private readonly Process process;

    private PrismProxy(Process process, int port) => (this.process, Url) = (process, $"http://127.0.0.1:{port}");

    public string Url { get; }

    public static async Task<PrismProxy> StartAsync(string upstream, CancellationToken cancellationToken)
    {
        if (!File.Exists(Program)) Assert.Inconclusive("Prism is not installed. build/test installs it with npm, and npm as root on Debian and Ubuntu; its output says what it could not get.");

        var port = FreePort();
        var start = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { Program, "proxy", Document, upstream, "--errors", "--host", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        var node = Process.Start(start)!;
        node.BeginErrorReadLine();
        var said = new List<string>();
        while (await node.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            said.Add(line);
            if (!line.Contains("is listening", StringComparison.Ordinal)) continue;
            // Keeps reading, because the program stops when the pipe is full.
            _ = node.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return new PrismProxy(node, port);
        }

        throw new AssertFailedException($"Prism did not start:\n{string.Join('\n', said)}");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
