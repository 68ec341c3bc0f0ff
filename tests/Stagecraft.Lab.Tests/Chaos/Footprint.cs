using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>The resources that this process uses.</summary>
/// <param name="Descriptors">Open files, sockets and pipes.</param>
/// <param name="Sockets">Those of them that are sockets.</param>
/// <param name="Threads">All of them.</param>
/// <param name="ManagedBytes">What is reachable, after a full collection.</param>
/// <param name="ResidentBytes">What the process occupies.</param>
internal sealed record Footprint(int Descriptors, int Sockets, int Threads, long ManagedBytes, long ResidentBytes)
{
    /// <summary>Measured when all ending work has ended. The thread pool ends an idle thread after 20 s.</summary>
    public static async Task<Footprint> SettledAsync(Func<Footprint, bool> enough)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        while (true)
        {
            var now = Take();
            if (enough(now) || limit.IsCancellationRequested) return now;
            await Task.Delay(TimeSpan.FromMilliseconds(500), CancellationToken.None);
        }
    }

    public override string ToString() =>
        $"{Descriptors} descriptors, {Sockets} sockets, {Threads} threads, {ManagedBytes / 1024.0 / 1024:0.00} MiB managed, {ResidentBytes / 1024.0 / 1024:0.0} MiB resident";

    private static Footprint Take()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        var managed = GC.GetTotalMemory(forceFullCollection: true);
        var descriptors = Directory.GetFiles("/proc/self/fd");
        var resident = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return new Footprint(
            descriptors.Length,
            descriptors.Count(IsSocket),
            Directory.GetDirectories("/proc/self/task").Length,
            managed,
            1024 * long.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
    }

    private static bool IsSocket(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            // The descriptor of the directory itself, which is closed now.
            return false;
        }
    }
}
