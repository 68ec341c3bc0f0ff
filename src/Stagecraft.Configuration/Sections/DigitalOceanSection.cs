using Stagecraft.Bootstrap;
using Stagecraft.Providers.DigitalOcean;

namespace Stagecraft.Configuration;

/// <summary>Reads the section <c>digitalocean</c>. All errors are reported to the section's context.</summary>
internal sealed class DigitalOceanSection(SettingsSection section)
{
    private const string TokenKey = "token_env";
    private const string HostsKey = "hosts";
    private const string SshKeysKey = "ssh_keys";
    private const string SshKeyNameKey = "ssh_key_name";

    public DigitalOceanOptions Read()
    {
        var variable = section.RequiredText(TokenKey);
        var options = new DigitalOceanOptions
        {
            Token = ReadToken(variable),
            TokenSource = $"the environment variable {SafeText.Line(variable)}",
            SshKeys = ReadSshKeys(),
            ApiUrl = ReadUrl() ?? DigitalOceanOptions.PublicApi,
            Droplets = ReadDroplets(WithOwnSettings(
                new DropletSpec("", "", null, ReadSlug(section, "default_size") ?? "", ReadSlug(section, "default_region") ?? ""),
                section)),
        };
        section.RejectUnknownKeys();
        return options;
    }

    private Secret ReadToken(string variable)
    {
        if (string.IsNullOrWhiteSpace(variable)) return new Secret("");

        var token = section.Context.SecretFromEnvironment(variable, $"{section.Path}.{TokenKey}", section.LocationOf(TokenKey));
        if (DigitalOceanRules.Token(token.Reveal()) is { } problem) section.Reject(TokenKey, $"names the environment variable {SafeText.Line(variable)}, which {problem}");
        return token;
    }

    private IReadOnlyList<string> ReadSshKeys()
    {
        var keys = ReadSshKeys(section) ?? [];
        section.Know(SshKeyNameKey);
        if (section.Has(SshKeyNameKey)) return [.. keys.Append(section.RequiredText(SshKeyNameKey)).Distinct(StringComparer.Ordinal)];
        if (section.Node(SshKeysKey) is null) section.Reject(SshKeysKey, "is required. List the names, ids or fingerprints of SSH keys in the account, such as [deploy].");
        return keys;
    }

    // Null if the section has no list, or a wrong one, which is reported.
    private static IReadOnlyList<string>? ReadSshKeys(SettingsSection section)
    {
        var keys = section.Texts(SshKeysKey);
        if (section.Node(SshKeysKey) is not SettingsSequence list || list.Items.Count != keys.Count) return null;
        if (DigitalOceanRules.SshKeys(keys) is { } problem) section.Reject(SshKeysKey, problem);
        return keys;
    }

    /// <summary>The settings that the section and each of its hosts can have. A host's value overrides the section's; tags are added.</summary>
    private static DropletSpec WithOwnSettings(DropletSpec inherited, SettingsSection section)
    {
        var tags = section.Texts("tags");
        foreach (var problem in tags.Select(DigitalOceanRules.Tag).OfType<string>()) section.Reject("tags", problem);
        return inherited with
        {
            Image = Read(section, "image", DigitalOceanRules.Image) ?? inherited.Image,
            Vpc = Read(section, "vpc", DigitalOceanRules.Vpc) ?? inherited.Vpc,
            Tags = [.. inherited.Tags.Union(tags, StringComparer.OrdinalIgnoreCase)],
            Monitoring = section.Flag("monitoring") ?? inherited.Monitoring,
            IPv6 = section.Flag("ipv6") ?? inherited.IPv6,
            UserData = Read(section, "user_data", text => DigitalOceanRules.UserData(text, section.Context.Secrets)) ?? inherited.UserData,
        };
    }

    private List<DropletSpec> ReadDroplets(DropletSpec inherited)
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
            else droplets.AddRange(names.Entries.Select(host => ReadHost(names, environment.Key, host, inherited)));
        }

        return droplets;
    }

    private static DropletSpec ReadHost(SettingsSection names, string environment, SettingsEntry entry, DropletSpec inherited)
    {
        // A host may have no settings: `app-1:` uses the defaults.
        var host = names.Section(entry.Key) ?? new SettingsSection($"{names.Path}.{entry.Key}", new SettingsMapping([], entry.Location), names.Context);
        var spec = WithOwnSettings(inherited, host) with
        {
            Environment = environment,
            HostName = entry.Key,
            Role = host.Text("role"),
            Size = ReadSlug(host, "size") ?? inherited.Size,
            Region = ReadSlug(host, "region") ?? inherited.Region,
            SshKeys = ReadSshKeys(host),
        };
        host.RejectUnknownKeys();

        if (DigitalOceanRules.Name(spec) is { } wrongName) names.Reject(entry.Key, wrongName);
        if (spec.Role is { } role && DigitalOceanRules.Role(role) is { } wrongRole) host.Reject("role", wrongRole);
        if (spec.Size.Length == 0) host.Reject("size", "is required because default_size is not set.");
        if (spec.Region.Length == 0) host.Reject("region", "is required because default_region is not set.");
        return spec;
    }

    private static string? ReadSlug(SettingsSection section, string key) => Read(section, key, DigitalOceanRules.Slug);

    private static string? Read(SettingsSection section, string key, Func<string, string?> rule)
    {
        if (section.Text(key) is not { } text) return null;
        if (rule(text) is { } problem) section.Reject(key, problem);
        return text;
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
