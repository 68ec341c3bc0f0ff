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
            TokenVariable = SafeText.Line(variable),
            SshKeyName = section.RequiredText("ssh_key_name"),
            ApiUrl = ReadUrl() ?? DigitalOceanOptions.PublicApi,
            Environments = ReadEnvironments(ReadSlug(section, "default_region"), ReadSlug(section, "default_size")),
        };
        section.RejectUnknownKeys();
        return options;
    }

    private Secret ReadToken(string variable)
    {
        if (string.IsNullOrWhiteSpace(variable)) return new Secret("");

        var token = section.Context.SecretFromEnvironment(variable, section.LocationOf(TokenKey));
        // HTTP headers allow no other characters, and the exception about an invalid one would contain the token.
        if (!token.Reveal().All(c => c is > ' ' and <= '~'))
            section.Reject(TokenKey, $"names the environment variable {SafeText.Line(variable)}, which contains a character that is not valid in a token. Set it to the token and nothing else.");
        return token;
    }

    private Dictionary<string, IReadOnlyList<DropletSpec>> ReadEnvironments(string? region, string? size)
    {
        var environments = new Dictionary<string, IReadOnlyList<DropletSpec>>(StringComparer.Ordinal);
        var hosts = section.Section(HostsKey);
        if (hosts is null || !hosts.Entries.Any())
        {
            if (section.Node(HostsKey) is null or SettingsMapping)
                section.Reject(HostsKey, "is required. Set it to environments with their hosts, such as {production: {app-1: {role: app}}}.");
            return environments;
        }

        foreach (var environment in hosts.Entries)
        {
            var names = hosts.Section(environment.Key);
            if (!IsName(environment.Key)) hosts.Reject(environment.Key, "is not a valid environment name. Use lower-case letters, digits and inner hyphens.");
            if (names is null || !names.Entries.Any()) hosts.Reject(environment.Key, "has no hosts. Add one, such as {app-1: {role: app}}.");
            else environments[environment.Key] = [.. names.Entries.Select(host => ReadHost(names, environment.Key, host, region, size)).OrderBy(host => host.Name, StringComparer.Ordinal)];
        }

        return environments;
    }

    private static DropletSpec ReadHost(SettingsSection names, string environment, SettingsEntry entry, string? region, string? size)
    {
        // A host may have no settings: `app-1:` uses the defaults.
        var host = names.Section(entry.Key) ?? new SettingsSection($"{names.Path}.{entry.Key}", new SettingsMapping([], entry.Location), names.Context);
        var spec = new DropletSpec(environment, entry.Key, host.Text("role"), ReadSlug(host, "size") ?? size ?? "", ReadSlug(host, "region") ?? region ?? "");
        host.RejectUnknownKeys();

        if (!IsName(entry.Key) || !IsName(spec.Name))
            names.Reject(entry.Key, $"results in the droplet name '{SafeText.Line(spec.Name)}', which is not valid. Use lower-case letters, digits and inner hyphens, at most 63 characters.");
        if (spec.Role is { } role && !IsName(role))
            host.Reject("role", $"is '{SafeText.Line(role)}'. It becomes part of a tag, so use lower-case letters, digits and inner hyphens.");
        if (spec.Size.Length == 0) host.Reject("size", "is required because default_size is not set.");
        if (spec.Region.Length == 0) host.Reject("region", "is required because default_region is not set.");
        return spec;
    }

    private static string? ReadSlug(SettingsSection section, string key)
    {
        if (section.Text(key) is not { } slug) return null;
        if (slug.Length > 0 && slug.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.')) return slug;
        section.Reject(key, $"is '{SafeText.Line(slug)}'. It must be a DigitalOcean slug, such as fra1 or s-1vcpu-1gb.");
        return slug;
    }

    private Uri? ReadUrl()
    {
        if (section.Text("api_url") is not { } text) return null;
        // The token is sent there. Without TLS, only loopback addresses are allowed.
        if (PlainUrl.TryCreate(text.TrimEnd('/') + "/", out var url) && (url.Scheme == Uri.UriSchemeHttps || url.IsLoopback)) return url;
        section.Reject("api_url", $"is '{SafeText.Url(text)}'. It must be an https URL without user or query, such as https://api.digitalocean.com.");
        return null;
    }

    private static bool IsName(string text) => DnsLabel.TryCreate(text, out var label) && label == text;
}
