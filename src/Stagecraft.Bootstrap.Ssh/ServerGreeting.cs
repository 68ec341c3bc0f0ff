using System.Net.Sockets;
using System.Text;
using Renci.SshNet;
using Renci.SshNet.Common;
using Stagecraft.Bootstrap.Ssh.Bastions;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>
/// What a server says that hangs up before its SSH version: one that turns a client away says there why. SSH.NET drops it,
/// so after such a failure the server is asked once more, on a connection that only listens.
/// </summary>
internal static class ServerGreeting
{
    // RFC 4253, section 4.2, limits the version to 255 bytes and not the lines before it.
    private const int MaxLength = 4096;

    /// <summary>The first line that a server says; empty where it says none, or this time its SSH version.</summary>
    /// <param name="target">The server.</param>
    /// <param name="bastion">What the connection goes through; null: nothing.</param>
    /// <param name="limit">For the connection and for each part of the answer.</param>
    public static string Ask(SshTarget target, SshClient? bastion, TimeSpan limit)
    {
        try
        {
            using var socket = bastion is null ? Direct(target, limit) : Through(bastion, target);
            socket.ReceiveTimeout = (int)limit.TotalMilliseconds;
            // A server of another kind speaks after its client.
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

    // The caller disposes of our end, and the thread that carries of the other one.
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
                // The reader sees the socket close.
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
            // What has come before a reset is an answer.
        }

        return Text(said, length).Split('\n')[0].Trim();
    }

    // Lines that are empty say nothing.
    private static string Text(byte[] said, int length) => Encoding.UTF8.GetString(said, 0, length).TrimStart();
}
