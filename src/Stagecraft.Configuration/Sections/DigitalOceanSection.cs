using Stagecraft.Bootstrap;
using Stagecraft.Providers.DigitalOcean;

namespace Stagecraft.Configuration;

/// <summary>Reads the section <c>digitalocean</c>. All errors are reported to the section's context.</summary>
internal sealed class DigitalOceanSection(SettingsSection section)
{
    private const string TokenKey = "token_env";
    private const string HostsKey = "hosts";

    public DigitalOceanOptions Read()
    {
        var variable = section.RequiredText(TokenKey);
        var options = new DigitalOceanOptions
        {
            Token = ReadToken(variable),
            TokenSource = $"the environment variable {SafeText.Line(variable)}",
            SshKeyName = section.RequiredText("ssh_key_name"),
            ApiUrl = ReadUrl() ?? DigitalOceanOptions.PublicApi,
            Droplets = ReadDroplets(ReadSlug(section, "default_region"), ReadSlug(section, "default_size")),
        };
        section.RejectUnknownKeys();
        return options;
    }

    private Secret ReadToken(string variable)
    {
        if (string.IsNullOrWhiteSpace(variable)) return new Secret("");

        var token = section.Context.SecretFromEnvironment(variable, section.LocationOf(TokenKey));
        if (DigitalOceanRules.Token(token.Reveal()) is { } problem) section.Reject(TokenKey, $"names the environment variable {SafeText.Line(variable)}, which {problem}");
        return token;
    }

    private List<DropletSpec> ReadDroplets(string? region, string? size)
    {
        var droplets = new List<DropletSpec>();
        var hosts = section.Section(HostsKey);
        if (hosts is null || !hosts.Entries.Any())
        {
            if (section.Node(HostsKey) is null or SettingsMapping)
                section.Reject(HostsKey, "is required. Set it to environments with their hosts, such as {production: {app-1: {role: app}}}.");
            return droplets;
        }

        foreach (var environment in hosts.Entries)
        {
            var names = hosts.Section(environment.Key);
            if (DigitalOceanRules.Environment(environment.Key) is { } problem) hosts.Reject(environment.Key, problem);
            if (names is null || !names.Entries.Any()) hosts.Reject(environment.Key, "has no hosts. Add one, such as {app-1: {role: app}}.");
            else droplets.AddRange(names.Entries.Select(host => ReadHost(names, environment.Key, host, region, size)));
        }

        return droplets;
    }

    private static DropletSpec ReadHost(SettingsSection names, string environment, SettingsEntry entry, string? region, string? size)
    {
        // A host may have no settings: `app-1:` uses the defaults.
        var host = names.Section(entry.Key) ?? new SettingsSection($"{names.Path}.{entry.Key}", new SettingsMapping([], entry.Location), names.Context);
        var spec = new DropletSpec(environment, entry.Key, host.Text("role"), ReadSlug(host, "size") ?? size ?? "", ReadSlug(host, "region") ?? region ?? "");
        host.RejectUnknownKeys();

        if (DigitalOceanRules.Name(spec) is { } wrongName) names.Reject(entry.Key, wrongName);
        if (spec.Role is { } role && DigitalOceanRules.Role(role) is { } wrongRole) host.Reject("role", wrongRole);
        if (spec.Size.Length == 0) host.Reject("size", "is required because default_size is not set.");
        if (spec.Region.Length == 0) host.Reject("region", "is required because default_region is not set.");
        return spec;
    }

    private static string? ReadSlug(SettingsSection section, string key)
    {
        if (section.Text(key) is not { } slug) return null;
        if (DigitalOceanRules.Slug(slug) is { } problem) section.Reject(key, problem);
        return slug;
    }

    private Uri? ReadUrl()
    {
        if (section.Text("api_url") is not { } text) return null;
        _ = Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url);
        if (DigitalOceanRules.Url(url, text) is not { } problem) return url;
        section.Reject("api_url", problem);
        return null;
    }
}
