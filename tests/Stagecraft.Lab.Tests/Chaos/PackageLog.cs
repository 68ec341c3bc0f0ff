namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>The progress of a package operation, from dpkg's own log on the host.</summary>
internal sealed class PackageLog(string root)
{
    private readonly string path = root + "/var/log/dpkg.log";
    private int seen;

    /// <summary>Only entries from here on count.</summary>
    public void Mark() => seen = Starts().Count;

    public string Phase() => Starts().Skip(seen).LastOrDefault() switch
    {
        null => "package lists, download",
        var unpack when unpack.EndsWith(" unpack", StringComparison.Ordinal) => "unpack",
        _ => "configure, start, verify",
    };

    // "2026-11-24 21:53:30 startup archives unpack", "... startup packages configure"
    private List<string> Starts() => File.Exists(path)
        ? [.. File.ReadLines(path).Where(line => line.Contains(" startup ", StringComparison.Ordinal))]
        : [];
}
