using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Stagecraft.Bench.Measuring;

/// <summary>Looks at a client from outside while it runs, and stands in for hosts that accept connections and say nothing.</summary>
internal sealed class RunWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.25);

    private readonly int port;
    private readonly List<TcpListener> silentHosts = [];
    private readonly CancellationTokenSource ended = new();
    private readonly long began = Stopwatch.GetTimestamp();
    private Task sampling = Task.CompletedTask;
    private int files;
    private int ports;
    private double lastAnswer;

    /// <param name="port">The servers' port.</param>
    /// <param name="silentHosts">How many silent hosts there are: 127.1.1.1, 127.1.1.2, ...</param>
    public RunWatch(int port, int silentHosts)
    {
        this.port = port;
        for (var index = 1; index <= silentHosts; index++)
        {
            // The kernel completes each handshake, and the connection is never accepted.
            var listener = new TcpListener(IPAddress.Parse($"127.1.1.{index}"), port);
            listener.Start(backlog: 100);
            this.silentHosts.Add(listener);
        }
    }

    public void Start(int process) => sampling = SampleAsync(process);

    /// <summary>Takes a line of the tool's verbose output as it comes.</summary>
    public void OnErrorLine(string line)
    {
        if (line.TrimEnd().EndsWith(" | exit 0", StringComparison.Ordinal)) lastAnswer = Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    public async Task<WatchedRun> EndAsync()
    {
        await ended.CancelAsync();
        await sampling;
        return new WatchedRun(files, ports, lastAnswer);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        foreach (var listener in silentHosts) listener.Dispose();
        ended.Dispose();
    }

    private async Task SampleAsync(int process)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, ended.Token);
                files = Descendants(process).Select(OpenFiles).Append(files).Max();
                ports = Math.Max(ports, UsedPorts());
            }
        }
        catch (OperationCanceledException)
        {
            // The client has ended.
        }
    }

    private static IEnumerable<int> Descendants(int process)
    {
        yield return process;
        string children;
        try
        {
            children = File.ReadAllText($"/proc/{process}/task/{process}/children");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            yield break;
        }

        foreach (var child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            foreach (var descendant in Descendants(int.Parse(child, CultureInfo.InvariantCulture))) yield return descendant;
        }
    }

    private static int OpenFiles(int process)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Count();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return 0;
        }
    }

    private int UsedPorts()
    {
        var remote = $":{port:X4}";
        return new[] { "/proc/net/tcp", "/proc/net/tcp6" }
            .SelectMany(table => File.ReadLines(table).Skip(1))
            .Select(line => line.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[2].EndsWith(remote, StringComparison.Ordinal))
            .Select(fields => fields[1])
            .Distinct(StringComparer.Ordinal)
            .Count();
    }
}
