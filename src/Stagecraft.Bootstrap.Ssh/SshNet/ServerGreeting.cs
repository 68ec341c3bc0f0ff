using System.Net.Sockets;
using System.Text;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>
/// The text that a server sends before it closes the connection without an SSH version. It often contains the reason. SSH.NET
/// drops the text, so it is read in a second connection after such a failure.
/// </summary>
internal static class ServerGreeting
{
    // RFC 4253, section 4.2, limits the version to 255 bytes, but not the lines before it.
    private const int MaxLength = 4096;

    /// <summary>The first line that the server sends; empty if it sends nothing, or sends its SSH version this time.</summary>
    /// <param name="target">The server.</param>
    /// <param name="bastion">The bastion that the connection goes through; null for a direct connection.</param>
    /// <param name="limit">The time limit for the connection and for each read.</param>
    public static string Ask(SshTarget target, SshClient? bastion, TimeSpan limit)
    {
        try
        {
            using var socket = bastion is null ? Direct(target, limit) : Through(bastion, target);
            socket.ReceiveTimeout = (int)limit.TotalMilliseconds;
            // Servers of other protocols may wait for the client to send first.
            socket.Send("SSH-2.0-Stagecraft\r\n"u8);
            var line = FirstLine(socket);
            return line.StartsWith("SSH-", StringComparison.Ordinal) ? "" : line;
        }
        catch (Exception exception) when (exception is SocketException or SshException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            return "";
        }
    }

    private static Socket Direct(SshTarget target, TimeSpan limit)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            using var end = new CancellationTokenSource(limit);
            socket.ConnectAsync(target.Address, target.Port, end.Token).AsTask().GetAwaiter().GetResult();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The caller disposes this end; the forwarding thread disposes the other one.
    private static Socket Through(SshClient bastion, SshTarget target)
    {
        var sockets = new SocketPair();
        _ = DedicatedThread.Run(() => Carry(bastion, target, sockets.Carried));
        return sockets.Ours;
    }

    private static void Carry(SshClient bastion, SshTarget target, Socket carried)
    {
        using (carried)
        {
            try
            {
                using var channel = new DirectChannel(bastion);
                channel.Open(target.Address, target.Port, carried);
                channel.Carry();
            }
            catch (Exception exception) when (exception is ChannelRefusedException or SshException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The reader sees that the socket is closed.
            }
        }
    }

    private static string FirstLine(Socket socket)
    {
        var said = new byte[MaxLength];
        var length = 0;
        try
        {
            while (length < said.Length && !Text(said, length).Contains('\n', StringComparison.Ordinal) && socket.Receive(said.AsSpan(length)) is > 0 and var read) length += read;
        }
        catch (SocketException)
        {
            // Data received before a reset is still used.
        }

        return Text(said, length).Split('\n')[0].Trim();
    }

    // Leading empty lines are ignored.
    private static string Text(byte[] said, int length) => Encoding.UTF8.GetString(said, 0, length).TrimStart();
}
