using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>
/// The local entrance to a tunnel, because SSH.NET clients can only connect over TCP: a port on the loopback interface that speaks
/// HTTP CONNECT, accepts the one client that knows a secret, and then closes. Other local processes cannot reach the host through it.
/// </summary>
/// <param name="patience">How long a silent unknown client can occupy the port.</param>
internal sealed class LoopbackProxy(TimeSpan patience) : IDisposable
{
    private const int LongestRequest = 4096;
    private const string User = "tunnel";

    private readonly TcpListener listener = Listen();

    public string UserName { get; } = User;

    public string Password { get; } = RandomNumberGenerator.GetHexString(32);

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Waits for the client, then closes the port.</summary>
    /// <exception cref="SocketException">The port was closed first.</exception>
    /// <exception cref="ObjectDisposedException">The port was closed first.</exception>
    public Socket Enter()
    {
        while (true)
        {
            var socket = listener.AcceptSocket();
            if (!TryAdmit(socket))
            {
                socket.Dispose();
                continue;
            }

            listener.Dispose();
            return socket;
        }
    }

    public void Dispose() => listener.Dispose();

    private static TcpListener Listen()
    {
        var started = new TcpListener(IPAddress.Loopback, 0);
        started.Start();
        return started;
    }

    private bool TryAdmit(Socket socket)
    {
        try
        {
            (socket.NoDelay, socket.ReceiveTimeout) = (true, (int)patience.TotalMilliseconds);
            var credentials = Convert.ToBase64String(Encoding.ASCII.GetBytes($"{UserName}:{Password}"));
            if (!ReadRequest(socket).Contains($"\r\nProxy-Authorization: Basic {credentials}\r\n", StringComparison.Ordinal)) return false;
            socket.Send("HTTP/1.0 200 OK\r\n\r\n"u8);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string ReadRequest(Socket socket)
    {
        var request = new StringBuilder();
        var buffer = new byte[1];
        // Byte by byte, because the data after the empty line belongs to the tunnel.
        while (request.Length < LongestRequest && socket.Receive(buffer) == 1)
        {
            request.Append((char)buffer[0]);
            if (buffer[0] == '\n' && request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) break;
        }

        return request.ToString();
    }
}

/// <summary>Two connected local sockets: a channel forwards one of them; this process uses the other.</summary>
internal sealed class SocketPair : IDisposable
{
    public SocketPair()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Ours = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Ours.Connect(listener.LocalEndpoint);
        Carried = listener.AcceptSocket();
    }

    public Socket Ours { get; }

    public Socket Carried { get; }

    public void Dispose()
    {
        Ours.Dispose();
        Carried.Dispose();
    }
}
