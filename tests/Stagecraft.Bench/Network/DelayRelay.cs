using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Stagecraft.Bench.Network;

/// <summary>
/// A relay to a server with a delay: all data from either side arrives a constant time later, in order and at any
/// bandwidth, and so does the end of a direction. The client's TCP handshake is with the relay and takes no time. The relay waits
/// for the time of the handshake before it reads data of the client.
/// </summary>
internal sealed class DelayRelay : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly IPEndPoint server;
    private readonly TimeSpan delay;
    private readonly Action<RelayedConnection> ended;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task serving;

    /// <param name="address">Where clients connect; port 0 for one that is free.</param>
    /// <param name="server">Where their connections go.</param>
    /// <param name="delay">Each way.</param>
    /// <param name="ended">Called for each connection when both of its directions have ended.</param>
    public DelayRelay(IPEndPoint address, IPEndPoint server, TimeSpan delay, Action<RelayedConnection> ended)
    {
        (this.server, this.delay, this.ended) = (server, delay, ended);
        listener = new TcpListener(address);
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await serving;
        stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        var relaying = new List<Task>();
        try
        {
            while (true) relaying.Add(RelayAsync(await listener.AcceptSocketAsync(stopping.Token)));
        }
        catch (OperationCanceledException)
        {
            // The relay has ended.
        }

        await Task.WhenAll(relaying);
    }

    private async Task RelayAsync(Socket client)
    {
        var connection = new RelayedConnection();
        using var host = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                // SYN, SYN and ACK: now the client can send. The server knows about it when the client's ACK has arrived.
                await Task.Delay(2 * delay, stopping.Token);
                var toHost = Channel.CreateUnbounded<Sent>();
                var reading = ReadAsync(client, toHost.Writer, connection.ClientSent);
                await Task.Delay(delay, stopping.Token);
                await host.ConnectAsync(server, stopping.Token);
                var toClient = Channel.CreateUnbounded<Sent>();
                await Task.WhenAll(
                    reading,
                    ReadAsync(host, toClient.Writer, static () => { }),
                    WriteAsync(toHost.Reader, host, static () => { }),
                    WriteAsync(toClient.Reader, client, connection.ServerArrived));
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // There is no server, or the relay has ended. The client sees its connection close.
            }
        }

        ended(connection);
    }

    private async Task ReadAsync(Socket from, ChannelWriter<Sent> queue, Action arrived)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            for (int read; (read = await from.ReceiveAsync(buffer, stopping.Token)) > 0;)
            {
                arrived();
                queue.TryWrite(new Sent(Stopwatch.GetTimestamp(), buffer[..read]));
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // The side that reset the connection sends no more. The other side sees its end.
        }

        queue.TryWrite(new Sent(Stopwatch.GetTimestamp(), []));
        queue.Complete();
    }

    private async Task WriteAsync(ChannelReader<Sent> queue, Socket to, Action arrives)
    {
        try
        {
            await foreach (var (at, bytes) in queue.ReadAllAsync(stopping.Token))
            {
                for (TimeSpan left; (left = delay - Stopwatch.GetElapsedTime(at)) > TimeSpan.Zero;)
                    await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), stopping.Token);

                if (bytes.Length == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }

                arrives();
                for (var sent = 0; sent < bytes.Length;) sent += await to.SendAsync(bytes.AsMemory(sent), stopping.Token);
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // The receiver is gone.
        }
    }

    /// <param name="At">A time stamp of <see cref="Stopwatch"/>.</param>
    /// <param name="Bytes">None: the end.</param>
    private readonly record struct Sent(long At, byte[] Bytes);
}
