using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Stagecraft.Bootstrap.Hosts;

namespace Stagecraft.Configuration.Hosts;

/// <summary>One of several parts of the hosts, each for a machine of its own. Every host is in exactly one.</summary>
public sealed record HostShard
{
    public const int MaxCount = 1024;

    private HostShard(int index, int count) => (Index, Count) = (index, count);

    /// <summary>From 1 to <see cref="Count"/>.</summary>
    public int Index { get; }

    /// <summary>How many shards there are; at most <see cref="MaxCount"/>.</summary>
    public int Count { get; }

    /// <summary>Reads <c>I/N</c>; null where it is anything else.</summary>
    public static HostShard? Parse(string text) =>
        text.Split('/') is [var first, var second]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && index >= 1 && index <= count && count <= MaxCount
            ? new HostShard(index, count)
            : null;

    /// <summary>Depends on nothing but the host's id and <see cref="Count"/>: a host that comes or goes moves no other.</summary>
    public bool Contains(Host host)
    {
        // Of a hash: ids are often numbers in a row, or have their beginning in common.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(host.Id));
        return BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)Count == (ulong)(Index - 1);
    }

    public override string ToString() => $"{Index}/{Count}";
}
