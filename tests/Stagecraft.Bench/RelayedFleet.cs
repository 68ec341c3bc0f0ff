using System.Globalization;
using System.Net;

namespace Stagecraft.Bench;

/// <summary>A relay in front of each server of a fleet. It ends with its standard input, because its parent process can be killed.</summary>
internal static class RelayedFleet
{
    public static async Task RunAsync(TimeSpan delay, int port, int servers, string from, string to)
    {
        var relays = Enumerable.Range(1, servers)
            .Select(index => new DelayRelay(Address(from, index), Address(to, index), delay, Print))
            .ToList();
        Console.WriteLine("ready");
        await Console.In.ReadToEndAsync();
        foreach (var relay in relays) await relay.DisposeAsync();

        IPEndPoint Address(string network, int index) => new(IPAddress.Parse($"{network}{index}"), port);
    }

    private static void Print(RelayedConnection connection) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{connection.Started.ToUnixTimeMilliseconds() / 1000.0:0.000} {connection.Flights}"));
}
