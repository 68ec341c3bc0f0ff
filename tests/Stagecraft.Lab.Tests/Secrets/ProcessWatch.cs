using System.Text;

namespace Stagecraft.Lab.Tests.Secrets;

/// <summary>
/// Looks at the arguments and the environment of every process of this machine, hosts' included, again and again.
/// From outside, so that looking is in nobody's arguments.
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

    /// <param name="secret">What must be nowhere.</param>
    /// <param name="moment">What is in the arguments of a process at the time that matters.</param>
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

    /// <summary>How often it has looked while the moment was there.</summary>
    public int MomentLooks => Volatile.Read(ref momentLooks);

    /// <returns>Which processes had the secret.</returns>
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
            // Both are looked at, or it was no look at this moment.
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
            // It ended meanwhile, or has just begun.
            return [];
        }
    }
}
