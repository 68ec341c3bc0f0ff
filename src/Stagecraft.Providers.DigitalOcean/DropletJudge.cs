using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>Checks whether a droplet matches the configuration. A mismatch is a problem of its host only.</summary>
internal static class DropletJudge
{
    /// <param name="spec">The configured droplet.</param>
    /// <param name="namesakes">The droplets with that name; at least one.</param>
    public static FoundDroplet Judge(DropletSpec spec, IReadOnlyList<Droplet> namesakes) =>
        new(namesakes[0], namesakes.Count > 1 ? Twice(spec.Name, namesakes) : Problem(spec, namesakes[0]));

    public static HostProblem Twice(string name, IReadOnlyList<Droplet> namesakes)
    {
        var ids = namesakes.Select(droplet => droplet.Id).Order().ToList();
        return new HostProblem(
            $"The droplet {name} exists {(ids.Count == 2 ? "twice" : $"{ids.Count} times")} (ids {string.Join(", ", ids.SkipLast(1))} and {ids[^1]}).",
            "Remove the droplets that are not needed, then run again.");
    }

    /// <summary>A droplet that is off or archived. It is not started, because its owner may have turned it off.</summary>
    public static HostProblem? Asleep(string name, Droplet droplet) => droplet.Status switch
    {
        Droplet.Off => new HostProblem($"The droplet {name} (id {droplet.Id}) is off.", "Turn it on in DigitalOcean's control panel, then run again."),
        Droplet.Archive => new HostProblem($"The droplet {name} (id {droplet.Id}) is archived.", "Restore it in DigitalOcean's control panel, or remove it, then run again."),
        _ => null,
    };

    private static HostProblem? Problem(DropletSpec spec, Droplet droplet)
    {
        if (droplet.Tags is not { } tags)
            return new HostProblem(
                $"DigitalOcean shows the droplet {spec.Name} (id {droplet.Id}) without tags, so Stagecraft does not treat it as its own.",
                $"Add the scope tag:read to the token. It needs {TokenScopes.Needed}.");

        var missing = spec.OwnerTags.Take(2).Where(tag => !DropletTags.Has(tags, tag)).ToList();
        if (missing.Count > 0)
            return new HostProblem(
                $"The droplet {spec.Name} (id {droplet.Id}) exists but lacks the {(missing.Count == 1 ? "tag" : "tags")} {string.Join(" and ", missing)}, so Stagecraft does not treat it as its own.",
                $"Add {(missing.Count == 1 ? "the tag" : "the tags")}, or choose another name.");

        var differences = new List<string>();
        if (droplet.SizeSlug != spec.Size) differences.Add($"the size {SafeText.Line(droplet.SizeSlug)}, not {spec.Size}");
        if (!Region.Matches(spec.Region, droplet.Region?.Slug)) differences.Add($"the region {SafeText.Line(droplet.Region?.Slug)}, not {spec.Region}");
        if (DropletTags.Role(tags) is var role && !string.Equals(role, spec.Role, StringComparison.OrdinalIgnoreCase)) differences.Add($"{Role(role)}, not {Role(spec.Role)}");
        return differences.Count == 0
            ? Asleep(spec.Name, droplet)
            : new HostProblem(
                $"The droplet {spec.Name} (id {droplet.Id}) exists with {string.Join(" and ", differences)}.",
                "Stagecraft does not change or remove droplets. Change the droplet yourself, or correct stagecraft.yml.");
    }

    private static string Role(string? role) => role is null ? "no role" : $"the role {SafeText.Line(role)}";
}
