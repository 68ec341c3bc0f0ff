using System.Net;
using System.Net.Sockets;

namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

internal static class Ports
{
    /// <summary>Ports that were free a moment ago.</summary>
    public static int[] Free(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
