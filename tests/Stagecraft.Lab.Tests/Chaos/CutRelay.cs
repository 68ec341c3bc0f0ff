using System.Net;
using System.Net.Sockets;

namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>A relay between the engine and a host's sshd. It cuts the connection at a point.</summary>
internal sealed class CutRelay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint target;
    private readonly CutPoint? point;
    private readonly Action atCut;
    private readonly List<(Socket Client, Socket Host)> pairs = [];
    private readonly Task serving;
    private readonly TaskCompletionSource cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long toHost;
    private long fromHost;
    private volatile bool isCut;

    /// <param name="target">The host's sshd.</param>
    /// <param name="point">Null lets everything through.</param>
    /// <param name="atCut">Called once, when the connection is about to be cut.</param>
    public CutRelay(IPEndPoint target, CutPoint? point, Action atCut)
    {
        (this.target, this.point, this.atCut) = (target, point, atCut);
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public long ToHost => Interlocked.Read(ref toHost);

    public long FromHost => Interlocked.Read(ref fromHost);

    /// <summary>Completes when the connection is cut.</summary>
    public Task WasCut => cut.Task;

    /// <summary>The engine is about to send its n-th command.</summary>
    public void CommandStarts(int number)
    {
        if (point is not { Trigger: CutTrigger.Command } || point.Count != number) return;
        if (point.Delay == TimeSpan.Zero) Cut();
        else _ = Task.Delay(point.Delay).ContinueWith(_ => Cut(), TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        lock (pairs) pairs.ForEach(pair => End(pair, CutKind.Close));
        await serving;
    }

    private async Task ServeAsync()
    {
        var relaying = new List<Task>();
        try
        {
            while (true) relaying.Add(RelayAsync(await listener.AcceptSocketAsync()));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The relay has ended.
        }

        await Task.WhenAll(relaying);
    }

    private async Task RelayAsync(Socket client)
    {
        var host = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        await host.ConnectAsync(target);
        lock (pairs) pairs.Add((client, host));
        await Task.WhenAll(
            PumpAsync(client, host, CutTrigger.ToHost, bytes => Interlocked.Add(ref toHost, bytes)),
            PumpAsync(host, client, CutTrigger.FromHost, bytes => Interlocked.Add(ref fromHost, bytes)));
        if (point?.Kind != CutKind.Silence || !isCut) End((client, host), CutKind.Close);
    }

    private async Task PumpAsync(Socket from, Socket to, CutTrigger direction, Func<int, long> count)
    {
        var left = point?.Trigger == direction ? point.Count : long.MaxValue;
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer)) > 0;)
            {
                var allowed = (int)Math.Min(read, left);
                if (isCut) return;
                for (var sent = 0; sent < allowed;) sent += await to.SendAsync(buffer.AsMemory(sent, allowed - sent));
                count(allowed);
                if ((left -= allowed) > 0) continue;
                Cut();
                return;
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One side has closed, so the other is closed too.
            from.Dispose();
            to.Dispose();
        }
    }

    private void Cut()
    {
        lock (pairs)
        {
            // A closed connection cannot be cut.
            if (isCut || !pairs.Exists(pair => pair.Client.Connected)) return;
            isCut = true;
            atCut();
            if (point!.Kind != CutKind.Silence) pairs.ForEach(pair => End(pair, point.Kind));
            cut.SetResult();
        }
    }

    private static void End((Socket Client, Socket Host) pair, CutKind kind)
    {
        foreach (var socket in (Socket[])[pair.Client, pair.Host])
        {
            try
            {
                if (kind == CutKind.Reset) socket.LingerState = new LingerOption(enable: true, seconds: 0);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The connection is closed already.
            }

            socket.Dispose();
        }
    }
}
