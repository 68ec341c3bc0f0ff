using System.Net.Sockets;
using System.Text;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>Runs one command on threads that the caller may abandon.</summary>
internal sealed class CommandExecution(SshClient client, RemoteCommand command) : IDisposable
{
    private const int ChunkSize = 32 * 1024;

    private volatile SshCommand? ssh;

    /// <summary>Blocks until the command has ended and its output is read.</summary>
    /// <exception cref="ExecRefusedException">The server refused to run the command.</exception>
    public CommandResult Run()
    {
        // SSH.NET sends end-of-file only if there was at least one byte of input: https://github.com/sshnet/SSH.NET/blob/develop/src/Renci.SshNet/Common/ChannelInputStream.cs
        using var running = client.CreateCommand(command.Input.Length > 0 ? command.CommandLine : "exec </dev/null; " + command.CommandLine);
        ssh = running;

        // Limits the waits for the server's replies and window to the command's timeout.
        client.ConnectionInfo.Timeout = command.Timeout;
        // SSH.NET's token and timeout are not used: they block, and the exception message contains the command line.
        var ended = running.ExecuteAsync(CancellationToken.None);
        if (ExecReply.IsRefusal(running)) throw new ExecRefusedException();

        var error = DedicatedThread.Run(() => BoundedOutput.Read(running.ExtendedOutputStream));
        if (command.Input.Length > 0) _ = DedicatedThread.Run(() => WriteInput(running));

        var output = BoundedOutput.Read(running.OutputStream, command.Received);
        var errorText = error.GetAwaiter().GetResult();
        ended.GetAwaiter().GetResult();
        return new CommandResult(running.ExitStatus, running.ExitSignal, output, errorText);
    }

    /// <summary>Releases threads that wait for the command. Call after the client is disposed.</summary>
    public void Dispose() => ssh?.Dispose();

    // A command may end without reading all of its input.
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
            // The command or the connection ended, which is handled elsewhere.
        }
    }
}
