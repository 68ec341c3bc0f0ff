using System.Security.Cryptography;

namespace Stagecraft.Lab.Tests;

/// <summary>Everything in a host's directories: paths, sizes, times, modes, and the content of files.</summary>
internal static class HostTree
{
    public static SortedDictionary<string, string> Read(string root, params ReadOnlySpan<string> directories)
    {
        var tree = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var directory in directories)
        {
            foreach (var entry in new DirectoryInfo(root + directory).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
                tree[entry.FullName[root.Length..]] = Describe(entry);
        }

        return tree;
    }

    /// <summary>The paths that differ, for a useful message.</summary>
    public static IReadOnlyList<string> Difference(SortedDictionary<string, string> before, SortedDictionary<string, string> after) =>
    [
        .. before.Keys.Except(after.Keys, StringComparer.Ordinal).Select(path => $"gone: {path}"),
        .. after.Keys.Except(before.Keys, StringComparer.Ordinal).Select(path => $"new: {path}"),
        .. before.Where(entry => after.TryGetValue(entry.Key, out var now) && now != entry.Value).Select(entry => $"changed: {entry.Key}"),
    ];

    private static string Describe(FileSystemInfo entry)
    {
        if (entry.LinkTarget is { } target) return $"-> {target}";
        // Larger files are compared by size and time, because hashing all of /usr takes longer than the test.
        var content = entry is FileInfo { Length: < 64 * 1024 } file ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.FullName))) : "";
        return $"{entry.UnixFileMode} {(entry as FileInfo)?.Length} {entry.LastWriteTimeUtc.Ticks} {content}";
    }
}
