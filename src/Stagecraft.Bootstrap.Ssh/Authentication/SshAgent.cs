using System.Buffers.Binary;
using System.IO.Pipes;
using System.Net.Sockets;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>A client of ssh-agent that lists keys and requests signatures. Thread-safe, because each request uses a separate connection.</summary>
/// <remarks>https://datatracker.ietf.org/doc/html/draft-ietf-sshm-ssh-agent</remarks>
internal sealed class SshAgent(string path)
{
    private const byte RequestIdentities = 11;
    private const byte IdentitiesAnswer = 12;
    private const byte SignRequest = 13;
    private const byte SignResponse = 14;
    private const string PipePrefix = @"\\.\pipe\";
    private const int LongestAnswer = 256 * 1024;

    // Listing needs no interaction with a person.
    private static readonly TimeSpan ListLimit = TimeSpan.FromSeconds(5);

    // A person may have to touch a token or confirm. The limit equals sshd's default for a login (LoginGraceTime).
    private static readonly TimeSpan SignLimit = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan PipeLimit = TimeSpan.FromMilliseconds(200);

    /// <summary>The keys in the agent. Empty if no agent listens, for example because only its socket still exists.</summary>
    /// <exception cref="AgentRefusalException">The agent listens but returns no list.</exception>
    public IReadOnlyList<AgentKey> Keys()
    {
        try
        {
            var answer = new WireReader(Ask([RequestIdentities], IdentitiesAnswer, ListLimit, CancellationToken.None));
            var keys = new List<AgentKey>();
            for (var left = answer.ReadUInt32(); left > 0; left--)
            {
                var blob = answer.ReadString();
                _ = answer.ReadString(); // the comment
                if (HostKey.TryRead(blob) is { } key) keys.Add(new AgentKey(this, key));
            }

            return keys;
        }
        catch (AgentRefusalException exception) when (exception.InnerException is SocketException or IOException or TimeoutException)
        {
            return [];
        }
        catch (ArgumentException exception)
        {
            throw new AgentRefusalException("returned a malformed list of keys", exception);
        }
    }

    /// <exception cref="AgentRefusalException">The agent did not sign.</exception>
    /// <exception cref="OperationCanceledException">The signature is no longer needed.</exception>
    public byte[] Sign(byte[] key, byte[] data, uint flags, CancellationToken cancellationToken)
    {
        var request = new byte[1 + 4 + key.Length + 4 + data.Length + 4];
        request[0] = SignRequest;
        Put(request.AsSpan(1), key);
        Put(request.AsSpan(5 + key.Length), data);
        BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(^4..), flags);
        try
        {
            return new WireReader(Ask(request, SignResponse, SignLimit, cancellationToken)).ReadString();
        }
        catch (ArgumentException exception)
        {
            throw new AgentRefusalException("returned a malformed signature", exception);
        }
    }

    private static void Put(Span<byte> target, byte[] value)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, value.Length);
        value.CopyTo(target[4..]);
    }

    private byte[] Ask(byte[] request, byte expected, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(limit);
        try
        {
            return AskAsync(request, expected, end.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AgentRefusalException($"did not answer within {limit.TotalSeconds:0} s", exception);
        }
        catch (Exception exception) when (exception is SocketException or IOException or TimeoutException)
        {
            throw new AgentRefusalException("could not be reached", exception);
        }
    }

    // OpenSSH's agent on Windows listens on a named pipe; all others use a socket.
    private async Task<byte[]> AskAsync(byte[] request, byte expected, CancellationToken cancellationToken)
    {
        if (path.StartsWith(PipePrefix, StringComparison.Ordinal))
        {
            await using var pipe = new NamedPipeClientStream(".", path[PipePrefix.Length..], PipeDirection.InOut, PipeOptions.Asynchronous);
            // Without a limit, this waits for a pipe that does not exist.
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
        if (length is < 1 or > LongestAnswer) throw new AgentRefusalException("returned a malformed answer");
        var answer = new byte[length];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        if (answer[0] != expected) throw new AgentRefusalException("refused");
        return answer[1..];
    }
}

/// <summary>The agent did not answer, or returned an unexpected answer. The message is a phrase that follows <c>ssh-agent</c>.</summary>
internal sealed class AgentRefusalException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>Reads SSH wire types (RFC 4251, section 5) sequentially.</summary>
/// <remarks>Throws <see cref="ArgumentException"/> if a message ends too early.</remarks>
internal ref struct WireReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> rest = data;

    public uint ReadUInt32()
    {
        var value = BinaryPrimitives.ReadUInt32BigEndian(rest);
        rest = rest[4..];
        return value;
    }

    public byte[] ReadString()
    {
        var length = checked((int)Math.Min(ReadUInt32(), int.MaxValue));
        var value = rest[..length].ToArray();
        rest = rest[length..];
        return value;
    }
}
