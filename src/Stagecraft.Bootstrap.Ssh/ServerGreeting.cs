using System.Net.Sockets;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Connection;
using Renci.SshNet.Messages.Transport;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>
/// Exchanges the versions in place of SSH.NET, which drops what a server says before it: a server that turns a client away
/// says there why, and then says no version.
/// </summary>
/// <remarks>https://github.com/sshnet/SSH.NET/blob/develop/src/Renci.SshNet/Connection/ProtocolVersionExchange.cs</remarks>
#pragma warning disable CA1852 // A proxy derives from it.
internal partial class ServerGreeting : DispatchProxy
#pragma warning restore CA1852
{
    // RFC 4253, section 4.2, bounds the version and not the lines before it.
    private const int MaxLength = 64 * 1024;

    private const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly FieldInfo ClientFactory = typeof(BaseClient).GetField("_serviceFactory", Private)!;
    private static readonly FieldInfo SessionFactory = typeof(Session).GetField("_serviceFactory", Private)!;
    private static readonly Type Factory = ClientFactory.FieldType;
    private static readonly Type Exchange = Factory.GetMethod("CreateProtocolVersionExchange")!.ReturnType;

    private object inner = null!;
    private Action<string> heard = null!;

    /// <summary>From now on <paramref name="heard"/> is told each line before the version, and what is left at the end of the connection.</summary>
    public static void Watch(SshClient client, Action<string> heard) =>
        ClientFactory.SetValue(client, Around(Factory, ClientFactory.GetValue(client)!, heard));

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.DeclaringType == Exchange && args is [string version, Socket socket, TimeSpan timeout]) return Start(version, socket, timeout);

        var result = targetMethod.Invoke(inner, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);
        if (result is Session session) SessionFactory.SetValue(session, this);
        return targetMethod.ReturnType == Exchange ? Around(Exchange, result!, heard) : result;
    }

    private static object Around(Type contract, object inner, Action<string> heard)
    {
        var proxy = Create(contract, typeof(ServerGreeting));
        (((ServerGreeting)proxy).inner, ((ServerGreeting)proxy).heard) = (inner, heard);
        return proxy;
    }

    private SshIdentification Start(string clientVersion, Socket socket, TimeSpan timeout)
    {
        socket.Send(Encoding.UTF8.GetBytes(clientVersion + "\r\n"));
        var before = socket.ReceiveTimeout;
        socket.ReceiveTimeout = (int)Math.Min(timeout.TotalMilliseconds, int.MaxValue);
        var length = 0;
        while (ReadLine(socket, ref length) is { } line)
        {
            if (Version().Match(line) is not { Success: true } version)
            {
                heard(line);
                continue;
            }

            socket.ReceiveTimeout = before;
            var comments = version.Groups["comments"];
            return new SshIdentification(version.Groups["protocol"].Value, version.Groups["software"].Value, comments.Success ? comments.Value : null);
        }

        throw new SshConnectionException("The connection was closed before the SSH version.", DisconnectReason.ConnectionLost);
    }

    // Byte by byte: what follows the version is not ours to read. Null at the end.
    private string? ReadLine(Socket socket, ref int length)
    {
        var line = new List<byte>();
        var next = new byte[1];
        try
        {
            while (length < MaxLength && socket.Receive(next) > 0)
            {
                length++;
                if (next[0] == '\n') return Text(line);
                line.Add(next[0]);
            }
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            throw new SshOperationTimeoutException("The server did not say its SSH version.", exception);
        }
        finally
        {
            if (next[0] != '\n' && line.Count > 0) heard(Text(line));
        }

        return null;
    }

    private static string Text(List<byte> line) => Encoding.UTF8.GetString([.. line]).TrimEnd('\r');

    [GeneratedRegex("^SSH-(?<protocol>[^-]+)-(?<software>.*?)( (?<comments>.+))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();
}
