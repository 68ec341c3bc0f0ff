using System.IO.Enumeration;
using Stagecraft.Bootstrap.Cloud;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Configuration.Hosts;

/// <summary>Picks hosts by id, name or role; <c>*</c> and <c>?</c> are wild.</summary>
internal static class HostFilter
{
    private const int MaxListed = 20;

    /// <param name="hosts">The hosts there are.</param>
    /// <param name="limit">Patterns; each may be several, with commas between. None: every host.</param>
    /// <exception cref="ConfigurationException">A pattern is empty or matches no host: a slip must not pass for an empty selection.</exception>
    public static IReadOnlyList<Host> Apply(IReadOnlyList<Host> hosts, IReadOnlyList<string> limit) => Apply(new CloudPlan(hosts, []), limit).Existing;

    /// <param name="all">The hosts there are, and the names of those there will be. Only what is left of it is asked about and created.</param>
    /// <param name="limit">As above.</param>
    /// <exception cref="ConfigurationException">As above.</exception>
    public static CloudPlan Apply(CloudPlan all, IReadOnlyList<string> limit)
    {
        if (limit.Count == 0) return all;

        var patterns = limit.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)).ToList();
        if (patterns.Contains(""))
            throw new ConfigurationException("The limit is empty, or has an empty part. Name a host's id, name or role, or leave the limit out for all hosts.");

        foreach (var pattern in patterns)
        {
            if (!all.Existing.Any(host => Matches(host, pattern)) && !all.ToCreate.Any(name => Matches(all, name, pattern)))
                throw new ConfigurationException($"The limit '{SafeText.Line(pattern)}' matches no host. {Known(all, pattern)}");
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
        var listed = string.Join(", ", sorted.Take(MaxListed).Select(SafeText.Line));
        return sorted.Count > MaxListed ? $"{listed} and {sorted.Count - MaxListed} more" : listed;
    }
}
