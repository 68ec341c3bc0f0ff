using System.IO.Enumeration;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Configuration.Hosts;

/// <summary>Picks hosts by id, name or role; <c>*</c> and <c>?</c> are wild.</summary>
internal static class HostFilter
{
    private const int MaxListed = 20;

    /// <param name="all">The hosts there are, and the names of those there will be.</param>
    /// <param name="limit">Patterns; each may be several, with commas between. None: every host.</param>
    /// <exception cref="ConfigurationException">A pattern is empty or matches no host: a slip must not pass for an empty selection.</exception>
    public static HostSelection Apply(HostSelection all, IReadOnlyList<string> limit)
    {
        if (limit.Count == 0) return all;

        var patterns = limit.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)).ToList();
        if (patterns.Contains(""))
            throw new ConfigurationException("The limit is empty, or has an empty part. Name a host's id, name or role, or leave the limit out for all hosts.");

        foreach (var pattern in patterns)
        {
            if (!all.Hosts.Any(host => Matches(host, pattern)) && !all.ToCreate.Any(name => Matches(name, pattern)))
                throw new ConfigurationException($"The limit '{SafeText.Line(pattern)}' matches no host. {Known(all, pattern)}");
        }

        return new HostSelection(
            [.. all.Hosts.Where(host => patterns.Exists(pattern => Matches(host, pattern)))],
            [.. all.ToCreate.Where(name => patterns.Exists(pattern => Matches(name, pattern)))]);
    }

    private static bool Matches(Host host, string pattern) => Names(host).Any(name => Matches(name, pattern));

    private static bool Matches(string name, string pattern) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    private static IEnumerable<string> Names(Host host) => host.Role is null ? [host.Id, host.Name] : [host.Id, host.Name, host.Role];

    private static string Known(HostSelection all, string pattern)
    {
        var names = List([.. all.Hosts.Select(host => host.Name), .. all.ToCreate]);
        var roles = List(all.Hosts.Select(host => host.Role).OfType<string>());
        var suggestion = Suggestion.For(pattern, all.Hosts.SelectMany(Names).Concat(all.ToCreate));
        return $"Hosts: {names}.{(roles.Length > 0 ? $" Roles: {roles}." : "")}{suggestion}";
    }

    private static string List(IEnumerable<string> words)
    {
        var sorted = words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var listed = string.Join(", ", sorted.Take(MaxListed).Select(SafeText.Line));
        return sorted.Count > MaxListed ? $"{listed} and {sorted.Count - MaxListed} more" : listed;
    }
}
