using System.Text;

namespace Stagecraft.Lab.Tests.Secrets;

/// <summary>
/// Reads the arguments and the environment of every process of this machine and of its hosts, repeatedly.
/// It runs outside the hosts, so that it does not appear in their processes.
/// </summary>
internal sealed class ProcessWatch
{
    private readonly byte[] secret;
    private readonly byte[] moment;
    private readonly HashSet<int> holders = [];
    private readonly Task watching;
    private readonly SortedSet<string> found = new(StringComparer.Ordinal);
    private volatile bool stopped;
    private int momentLooks;
    private int looks;

    /// <param name="secret">The text that must be nowhere.</param>
    /// <param name="moment">A part of the arguments of a process that marks the moment to watch.</param>
    /// <param name="holders">Processes that may have the secret: the operator's own.</param>
    public ProcessWatch(string secret, string moment, params ReadOnlySpan<int> holders)
    {
        this.secret = Encoding.UTF8.GetBytes(secret);
        this.moment = Encoding.UTF8.GetBytes(moment);
        foreach (var holder in holders) this.holders.Add(holder);
        watching = Task.Run(() =>
        {
            while (!stopped) Look();
        });
    }

    /// <summary>How often it has read the processes at that moment.</summary>
    public int MomentLooks => Volatile.Read(ref momentLooks);

    /// <returns>The processes that had the secret.</returns>
    public async Task<string> StopAsync()
    {
        stopped = true;
        await watching;
        Assert.IsGreaterThan(0, looks);
        return string.Join('\n', found);
    }

    private void Look()
    {
        var sawMoment = false;
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(process), out var id) || holders.Contains(id)) continue;
            var arguments = Read(process + "/cmdline");
            // Both were read, or the read does not count.
            var environment = Read(process + "/environ");
            sawMoment |= arguments.AsSpan().IndexOf(moment) >= 0 && environment.Length > 0;
            if (arguments.AsSpan().IndexOf(secret) >= 0) found.Add($"arguments of {Encoding.UTF8.GetString(arguments).Split('\0')[0]}");
            if (environment.AsSpan().IndexOf(secret) >= 0) found.Add($"environment of {Encoding.UTF8.GetString(arguments).Split('\0')[0]}");
        }

        looks++;
        if (sawMoment) Interlocked.Increment(ref momentLooks);
    }

    private static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process has ended meanwhile, or has just started.
            return [];
        }
    }
}
