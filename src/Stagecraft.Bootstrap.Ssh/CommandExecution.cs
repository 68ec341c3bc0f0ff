using System.Net.Sockets;
using System.Text;
using Renci.SshNet;
using Renci.SshNet.Common;
using Stagecraft.Bootstrap.Remote;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>One command, start to end, on threads that its caller may abandon.</summary>
internal sealed class CommandExecution(SshClient client, RemoteCommand command) : IDisposable
{
    private const int ChunkSize = 32 * 1024;

    private volatile SshCommand? ssh;

    /// <summary>Blocks until the command has ended and its output is read.</summary>
    /// <exception cref="ExecRefusedException">It was not begun.</exception>
    public CommandResult Run()
    {
        // SSH.NET sends the end of the input only after a byte of it: https://github.com/sshnet/SSH.NET/blob/develop/src/Renci.SshNet/Common/ChannelInputStream.cs
        using var running = client.CreateCommand(command.Input.Length > 0 ? command.CommandLine : "exec </dev/null; " + command.CommandLine);
        ssh = running;

        // The server's replies and its window are waited for as long as the command may take.
        client.ConnectionInfo.Timeout = command.Timeout;
        // Its own token and timeout are not used: they block, and its message tells the command line.
        var ended = running.ExecuteAsync(CancellationToken.None);
        if (ExecReply.IsRefusal(running)) throw new ExecRefusedException();

        var error = DedicatedThread.Run(() => BoundedOutput.Read(running.ExtendedOutputStream));
        if (command.Input.Length > 0) _ = DedicatedThread.Run(() => WriteInput(running));

        var output = BoundedOutput.Read(running.OutputStream);
        var errorText = error.GetAwaiter().GetResult();
        ended.GetAwaiter().GetResult();
        return new CommandResult(running.ExitStatus, running.ExitSignal, output, errorText);
    }

    /// <summary>Frees whoever waits for the command, once its client is disposed.</summary>
    public void Dispose() => ssh?.Dispose();

    // A command need not read its input: what is left of it then goes nowhere.
    private void WriteInput(SshCommand running)
    {
        try
        {
            using var input = running.CreateInputStream();
            var bytes = Encoding.UTF8.GetBytes(command.Input.Replace("\r\n", "\n", StringComparison.Ordinal));
            for (var sent = 0; sent < bytes.Length; sent += ChunkSize)
                input.Write(bytes, sent, Math.Min(ChunkSize, bytes.Length - sent));
        }
        catch (Exception exception) when (exception is InvalidOperationException or SshException or SocketException)
        {
            // The command is over, or the connection is: its own end tells.
        }
    }
}
