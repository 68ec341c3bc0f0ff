using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Hosts;

/// <summary>The one place where hosts are checked as a set and put in order.</summary>
public static class HostList
{
    /// <summary>Hosts by id, ordinal.</summary>
    /// <exception cref="ConfigurationException">An id is empty or occurs twice.</exception>
    public static IReadOnlyList<Host> Sort(IEnumerable<Host> hosts)
    {
        var sorted = hosts.OrderBy(host => host.Id, StringComparer.Ordinal).ToList();
        if (sorted.Exists(host => string.IsNullOrWhiteSpace(host.Id)))
            throw new ConfigurationException("A host has an empty id. Give every host the id its cloud provider knows it by.");

        var duplicates = sorted.Zip(sorted.Skip(1))
            .Where(pair => string.Equals(pair.First.Id, pair.Second.Id, StringComparison.Ordinal))
            .Select(pair => $"'{SafeText.Line(pair.First.Id)}'")
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (duplicates.Count > 0)
            throw new ConfigurationException($"Host id {string.Join(", ", duplicates)} occurs more than once. Ids must be unique: each host is bootstrapped exactly once a run.");

        return sorted;
    }
}
