using System.Buffers.Binary;
using System.IO.Pipes;
using System.Net.Sockets;
using Renci.SshNet.Common;
using Stagecraft.Bootstrap.Ssh.HostKeys;

namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>A client of ssh-agent: lists keys, asks for signatures. Each question has a connection of its own, so any thread may ask.</summary>
/// <remarks>https://datatracker.ietf.org/doc/html/draft-ietf-sshm-ssh-agent</remarks>
internal sealed class SshAgent(string path)
{
    private const byte RequestIdentities = 11;
    private const byte IdentitiesAnswer = 12;
    private const byte SignRequest = 13;
    private const byte SignResponse = 14;
    private const string PipePrefix = @"\\.\pipe\";
    private const int LongestAnswer = 256 * 1024;

    // A signature may wait for somebody to touch a token or to confirm.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan PipeLimit = TimeSpan.FromMilliseconds(200);

    /// <summary>None where no agent answers, as when its socket outlived it.</summary>
    public IReadOnlyList<AgentKey> Keys()
    {
        try
        {
            var answer = new WireReader(Ask([RequestIdentities], IdentitiesAnswer));
            var keys = new List<AgentKey>();
            for (var left = answer.ReadUInt32(); left > 0; left--)
            {
                var blob = answer.ReadString();
                _ = answer.ReadString(); // the comment
                if (HostKey.TryRead(blob) is { } key) keys.Add(new AgentKey(this, key, blob));
            }

            return keys;
        }
        catch (Exception exception) when (exception is SocketException or SshException or ArgumentException)
        {
            return [];
        }
    }

    /// <exception cref="SshException">The agent refused.</exception>
    /// <exception cref="SocketException">The agent is gone.</exception>
    public byte[] Sign(byte[] key, byte[] data, uint flags)
    {
        var request = new byte[1 + 4 + key.Length + 4 + data.Length + 4];
        request[0] = SignRequest;
        Put(request.AsSpan(1), key);
        Put(request.AsSpan(5 + key.Length), data);
        BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(^4..), flags);
        return new WireReader(Ask(request, SignResponse)).ReadString();
    }

    private static void Put(Span<byte> target, byte[] value)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, value.Length);
        value.CopyTo(target[4..]);
    }

    private byte[] Ask(byte[] request, byte expected)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            return AskAsync(request, expected, limit.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException exception)
        {
            throw new SshException("The agent does not answer.", exception);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            throw new SshException("The agent is gone.", exception);
        }
    }

    // OpenSSH's agent on Windows listens on a named pipe, all others on a socket.
    private async Task<byte[]> AskAsync(byte[] request, byte expected, CancellationToken cancellationToken)
    {
        if (path.StartsWith(PipePrefix, StringComparison.Ordinal))
        {
            await using var pipe = new NamedPipeClientStream(".", path[PipePrefix.Length..], PipeDirection.InOut, PipeOptions.Asynchronous);
            // It waits for a pipe that is not there.
            await pipe.ConnectAsync(PipeLimit, cancellationToken);
            return await AskAsync(pipe, request, expected, cancellationToken);
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        await using var stream = new NetworkStream(socket);
        return await AskAsync(stream, request, expected, cancellationToken);
    }

    private static async Task<byte[]> AskAsync(Stream stream, byte[] request, byte expected, CancellationToken cancellationToken)
    {
        var message = new byte[4 + request.Length];
        Put(message, request);
        await stream.WriteAsync(message, cancellationToken);

        var header = new byte[4];
        await stream.ReadExactlyAsync(header, cancellationToken);
        var length = BinaryPrimitives.ReadInt32BigEndian(header);
        if (length is < 1 or > LongestAnswer) throw new SshException("The agent's answer is malformed.");
        var answer = new byte[length];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        if (answer[0] != expected) throw new SshException("The agent refused.");
        return answer[1..];
    }
}
