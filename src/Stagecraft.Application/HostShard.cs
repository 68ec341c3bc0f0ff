using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Stagecraft.Bootstrap;

namespace Stagecraft.Application;

/// <summary>One of several parts of the host list, so that several machines can share a run. Every host is in exactly one shard.</summary>
internal sealed record HostShard
{
    public const int MaxCount = 1024;

    private HostShard(int index, int count) => (Index, Count) = (index, count);

    /// <summary>From 1 to <see cref="Count"/>.</summary>
    public int Index { get; }

    /// <summary>The number of shards; at most <see cref="MaxCount"/>.</summary>
    public int Count { get; }

    /// <summary>Parses <c>I/N</c>; returns null for any other text.</summary>
    public static HostShard? Parse(string text) =>
        text.Split('/') is [var first, var second]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && index >= 1 && index <= count && count <= MaxCount
            ? new HostShard(index, count)
            : null;

    /// <summary>Depends only on the host's id and <see cref="Count"/>, so adding or removing a host does not move other hosts.</summary>
    public bool Contains(Host host)
    {
        // A hash distributes ids evenly, even if they are consecutive numbers or share a prefix.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(host.Id));
        return BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)Count == (ulong)(Index - 1);
    }

    public override string ToString() => $"{Index}/{Count}";
}
