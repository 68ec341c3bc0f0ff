using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

internal static class Ports
{
    // Below the ports that systems assign automatically, so no other program gets one of these by chance.
    private const int First = 15_000;
    private const int End = 32_000;

    private static readonly HashSet<int> Given = [];

    /// <summary>Free ports. Each is returned once in this process.</summary>
    public static int[] Free(int count)
    {
        lock (Given) return [.. Enumerable.Range(0, count).Select(_ => Next())];
    }

    private static int Next()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, End);
            if (IsFree(port) && Given.Add(port)) return port;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
