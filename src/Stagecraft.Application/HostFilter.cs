using System.IO.Enumeration;
using Stagecraft.Bootstrap;

namespace Stagecraft.Application;

/// <summary>Patterns for hosts: an id, name or role with the wildcards <c>*</c> and <c>?</c>, or <c>@failed:FILE</c>, the hosts that are not ready in a JSON report.</summary>
internal sealed class HostFilter
{
    private const int MaxListed = 20;
    private const string FailedPrefix = "@failed:";

    private readonly string name;
    private readonly IReadOnlyList<Pattern> patterns;

    private HostFilter(string name, IReadOnlyList<Pattern> patterns) => (this.name, this.patterns) = (name, patterns);

    /// <param name="texts">Patterns. An entry may contain several, separated by commas. Empty means none.</param>
    /// <param name="name">The front end's name for the patterns, for messages.</param>
    /// <param name="readReport">Reads a JSON report.</param>
    /// <exception cref="ConfigurationException">A pattern is empty, or a report cannot be read.</exception>
    public static async Task<HostFilter> ReadAsync(IReadOnlyList<string> texts, string name, Func<string, Task<BootstrapReport>> readReport)
    {
        var read = new List<Pattern>();
        foreach (var text in texts.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)))
        {
            if (text.Length == 0) throw new ConfigurationException($"{name} is empty or has an empty part. Use host ids, names or roles.");
            read.Add(text.StartsWith(FailedPrefix, StringComparison.Ordinal) ? new Pattern(text, await FailedAsync(text, name, readReport)) : new Pattern(text, Failed: null));
        }

        return new HostFilter(name, read);
    }

    /// <summary>True if there is no pattern.</summary>
    public bool IsEmpty => patterns.Count == 0;

    /// <summary>The patterns that name a report without failed hosts.</summary>
    public IEnumerable<string> WithoutFailures => patterns.Where(pattern => pattern.Failed is { Count: 0 }).Select(pattern => pattern.Text);

    /// <summary>The selected hosts; all of them if there is no pattern.</summary>
    /// <exception cref="ConfigurationException">A pattern matches no host. A typo must not select nothing without an error.</exception>
    public CloudPlan Select(CloudPlan all)
    {
        if (IsEmpty) return all;
        Check(all);
        return all with
        {
            Existing = [.. all.Existing.Where(Matches)],
            ToCreate = [.. all.ToCreate.Where(name => Matches(all, name))],
        };
    }

    /// <summary>The hosts of <paramref name="selected"/> that no pattern matches.</summary>
    /// <param name="all">All hosts. A pattern may match one that is not selected.</param>
    /// <param name="selected">A part of them.</param>
    /// <exception cref="ConfigurationException">A pattern matches no host.</exception>
    public CloudPlan Exclude(CloudPlan all, CloudPlan selected)
    {
        if (IsEmpty) return selected;
        Check(all);
        return selected with
        {
            Existing = [.. selected.Existing.Where(host => !Matches(host))],
            ToCreate = [.. selected.ToCreate.Where(name => !Matches(all, name))],
        };
    }

    private void Check(CloudPlan all)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Failed is { } failed)
            {
                if (failed.FirstOrDefault(id => !all.Existing.Any(host => SafeText.Line(host.Id) == id) && !all.ToCreate.Contains(id, StringComparer.Ordinal)) is { } unknown)
                    throw new ConfigurationException($"{name} '{SafeText.Line(pattern.Text)}': the failed host '{unknown}' of that report is not one of the hosts. Use the report of a run with the same hosts.");
            }
            else if (!all.Existing.Any(pattern.Matches) && !all.ToCreate.Any(host => pattern.Matches(all, host)))
            {
                throw new ConfigurationException($"{name} '{SafeText.Line(pattern.Text)}' matches no host. {Known(all, pattern.Text)}");
            }
        }
    }

    private bool Matches(Host host) => patterns.Any(pattern => pattern.Matches(host));

    private bool Matches(CloudPlan all, string host) => patterns.Any(pattern => pattern.Matches(all, host));

    private static async Task<IReadOnlySet<string>> FailedAsync(string text, string name, Func<string, Task<BootstrapReport>> readReport)
    {
        var file = text[FailedPrefix.Length..];
        if (file.Length == 0) throw new ConfigurationException($"{name} '{text}' names no file. Name the JSON report of a run, such as {FailedPrefix}report.json.");
        var report = await readReport(file);
        return report.Results.Where(result => result.Status != HostStatus.Success).Select(result => result.HostId).ToHashSet(StringComparer.Ordinal);
    }

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

    /// <param name="Text">As written.</param>
    /// <param name="Failed">The ids of the failed hosts of a report. Null for a pattern of names.</param>
    private sealed record Pattern(string Text, IReadOnlySet<string>? Failed)
    {
        // The ids in a report are printable.
        public bool Matches(Host host) => Failed?.Contains(SafeText.Line(host.Id)) ?? Names(host).Any(Matches);

        // A report has the name of a host that did not exist as its id.
        public bool Matches(CloudPlan all, string name) =>
            Failed?.Contains(name) ?? (Matches(name) || (all.Roles.TryGetValue(name, out var role) && Matches(role)));

        private bool Matches(string name) => FileSystemName.MatchesSimpleExpression(Text, name, ignoreCase: false);
    }
}
