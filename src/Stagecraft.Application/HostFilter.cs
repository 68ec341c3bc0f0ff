using System.Buffers.Binary;
using System.Globalization;
using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using Stagecraft.Bootstrap;

namespace Stagecraft.Application;

/// <summary>Selects hosts by id, name or role, with the wildcards <c>*</c> and <c>?</c>.</summary>
internal static class HostFilter
{
    private const int MaxListed = 20;

    /// <param name="hosts">All hosts.</param>
    /// <param name="limit">Patterns. An entry may contain several, separated by commas. Empty means all hosts.</param>
    /// <param name="name">The front end's name for the limit, for messages.</param>
    /// <exception cref="ConfigurationException">A pattern is empty or matches no host. A typo must not select nothing without an error.</exception>
    public static IReadOnlyList<Host> Apply(IReadOnlyList<Host> hosts, IReadOnlyList<string> limit, string name = "--limit") => Apply(new CloudPlan(hosts, []), limit, name).Existing;

    /// <param name="all">The existing hosts and the names of the hosts to create. Only the selected part is used further.</param>
    /// <param name="limit">As above.</param>
    /// <param name="name">As above.</param>
    /// <exception cref="ConfigurationException">As above.</exception>
    public static CloudPlan Apply(CloudPlan all, IReadOnlyList<string> limit, string name = "--limit")
    {
        if (limit.Count == 0) return all;

        var patterns = limit.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)).ToList();
        if (patterns.Contains(""))
            throw new ConfigurationException($"{name} is empty or has an empty part. Use host ids, names or roles, or omit {name} to select all hosts.");

        foreach (var pattern in patterns)
        {
            if (!all.Existing.Any(host => Matches(host, pattern)) && !all.ToCreate.Any(name => Matches(all, name, pattern)))
                throw new ConfigurationException($"{name} '{SafeText.Line(pattern)}' matches no host. {Known(all, pattern)}");
        }

        return all with
        {
            Existing = [.. all.Existing.Where(host => patterns.Exists(pattern => Matches(host, pattern)))],
            ToCreate = [.. all.ToCreate.Where(name => patterns.Exists(pattern => Matches(all, name, pattern)))],
        };
    }

    private static bool Matches(CloudPlan all, string name, string pattern) =>
        Matches(name, pattern) || (all.Roles.TryGetValue(name, out var role) && Matches(role, pattern));

    private static bool Matches(Host host, string pattern) => Names(host).Any(name => Matches(name, pattern));

    private static bool Matches(string name, string pattern) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    private static IEnumerable<string> Names(Host host) => host.Role is null ? [host.Id, host.Name] : [host.Id, host.Name, host.Role];

    private static string Known(CloudPlan all, string pattern)
    {
        var names = List([.. all.Existing.Select(host => host.Name), .. all.ToCreate]);
        var roles = List(all.Existing.Select(host => host.Role).OfType<string>().Concat(all.Roles.Values));
        var suggestion = Suggestion.For(pattern, all.Existing.SelectMany(Names).Concat(all.ToCreate).Concat(all.Roles.Values));
        return $"Hosts: {names}.{(roles.Length > 0 ? $" Roles: {roles}." : "")}{suggestion}";
    }

    private static string List(IEnumerable<string> words)
    {
        var sorted = words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return NameSummary.Of(sorted.Select(SafeText.Line), sorted.Count, MaxListed);
    }
}

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
