namespace Stagecraft.Bootstrap;

/// <summary>Checks and sorts the hosts of a run.</summary>
internal static class HostList
{
    /// <summary>Sorts hosts by id, with ordinal comparison.</summary>
    /// <exception cref="ConfigurationException">An id is empty or occurs twice.</exception>
    public static IReadOnlyList<Host> Sort(IEnumerable<Host> hosts)
    {
        var sorted = hosts.OrderBy(host => host.Id, StringComparer.Ordinal).ToList();
        if (sorted.Exists(host => string.IsNullOrWhiteSpace(host.Id)))
            throw new ConfigurationException("A host has an empty id. Set it to the id that the cloud provider uses.");

        var duplicates = sorted.Zip(sorted.Skip(1))
            .Where(pair => string.Equals(pair.First.Id, pair.Second.Id, StringComparison.Ordinal))
            .Select(pair => $"'{SafeText.Line(pair.First.Id)}'")
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (duplicates.Count > 0)
            throw new ConfigurationException($"Host id {string.Join(", ", duplicates)} occurs more than once. Ids must be unique.");

        return sorted;
    }
}
