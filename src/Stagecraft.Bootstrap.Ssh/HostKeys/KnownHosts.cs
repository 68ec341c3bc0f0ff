using System.Collections.Concurrent;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The content of a known_hosts file in memory. Plain names are indexed; hashed names and wildcards are matched one by one.</summary>
internal sealed class KnownHosts
{
    private readonly ConcurrentDictionary<string, KnownHostLine[]> plain = new(StringComparer.Ordinal);
    private readonly List<KnownHostLine> patterns = [];

    private readonly string path;

    private KnownHosts(string path, int lineCount) => (this.path, LineCount) = (path, lineCount);

    public int LineCount { get; private set; }

    public static KnownHosts Parse(string text, string path = "known_hosts")
    {
        var lines = text.Split('\n');
        var known = new KnownHosts(path, text.EndsWith('\n') || text.Length == 0 ? lines.Length - 1 : lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            if (KnownHostLine.Parse(lines[i], i + 1, path) is not { } line) continue;
            if (line.Hosts.PlainNames is { } names) known.Index(line, names);
            else known.patterns.Add(line);
        }

        return known;
    }

    /// <summary>The lines that match <paramref name="name"/>, in file order.</summary>
    public IReadOnlyList<KnownHostLine> Find(string name) =>
    [
        .. plain.GetValueOrDefault(name, [])
            .Concat(patterns.Where(line => line.Hosts.Matches(name)))
            .OrderBy(line => line.Number),
    ];

    /// <summary>Adds a line that was appended to the file.</summary>
    public void Append(string text)
    {
        LineCount++;
        if (KnownHostLine.Parse(text, LineCount, path) is { Hosts.PlainNames: { } names } line) Index(line, names);
    }

    private void Index(KnownHostLine line, IReadOnlyList<string> names)
    {
        foreach (var name in names.Distinct(StringComparer.Ordinal))
            plain.AddOrUpdate(name, [line], (_, lines) => [.. lines, line]);
    }
}
