using System.Text.Json;
using System.Text.Json.Nodes;
using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>Reads <c>infra.bootstrap.docker</c>. The options check themselves, before any host is touched.</summary>
internal static class DockerSection
{
    // Docker requires strings here: https://docs.docker.com/engine/logging/configure/
    private const string TextOptions = "log-opts";

    private static readonly Dictionary<string, DockerInstallMethod> Methods = new(StringComparer.Ordinal)
    {
        ["apt"] = DockerInstallMethod.Apt,
        ["docker-ce"] = DockerInstallMethod.DockerCe,
        ["skip"] = DockerInstallMethod.Skip,
    };

    private static readonly Dictionary<string, DockerRestart> Restarts = new(StringComparer.Ordinal)
    {
        ["idle"] = DockerRestart.Idle,
        ["always"] = DockerRestart.Always,
        ["never"] = DockerRestart.Never,
    };

    public static DockerOptions Read(SettingsSection? section)
    {
        var defaults = new DockerOptions();
        if (section is null) return defaults;

        var options = new DockerOptions
        {
            Enabled = section.Flag("enabled") ?? defaults.Enabled,
            InstallMethod = section.Choice("installMethod", Methods) ?? defaults.InstallMethod,
            Version = section.Text("version"),
            Mirror = section.Text("mirror"),
            MirrorKeyFingerprint = section.Text("mirrorKeyFingerprint"),
            ComposeRequired = section.Flag("composeRequired") ?? defaults.ComposeRequired,
            Hold = section.Flag("hold") ?? defaults.Hold,
            Users = section.Texts("users") is { Count: > 0 } users ? [.. users.Distinct(StringComparer.Ordinal)] : defaults.Users,
            Daemon = Daemon(section),
            Restart = section.Choice("restart", Restarts) ?? defaults.Restart,
            Proxy = Proxy(section.Section("proxy")),
        };
        foreach (var problem in options.Problems())
            section.Reject(string.Join('.', problem.Option.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName)), problem.Why);
        section.RejectUnknownKeys();
        return options;
    }

    private static string? Daemon(SettingsSection section)
    {
        if (section.Section("daemon") is not { } daemon) return null;
        var keys = daemon.Entries.Select(entry => KeyValuePair.Create(entry.Key, SettingsJson.Of(entry.Value, asText: entry.Key == TextOptions)));
        return new JsonObject(keys).ToJsonString();
    }

    // A proxy whose URLs are secrets is read as none if the secrets are not needed, or are missing, which is reported.
    private static DockerProxy? Proxy(SettingsSection? section)
    {
        if (section is null) return null;
        var (http, https) = (Url(section, "http"), Url(section, "https"));
        var proxy = new DockerProxy { Http = http, Https = https, NoProxy = section.Text("noProxy") };
        var isIncomplete = http is null && https is null && (Names(section, "http") || Names(section, "https"));
        section.RejectUnknownKeys();
        return isIncomplete ? null : proxy;
    }

    private static bool Names(SettingsSection section, string key) => section.Has(key) || section.Has(key + "Env") || section.Has(key + "File");

    // A URL with credentials is a secret.
    private static Secret? Url(SettingsSection section, string key)
    {
        var (plain, variable, file) = (section.Text(key), section.Text(key + "Env"), section.Text(key + "File"));
        if (new[] { plain, variable, file }.Count(text => text is not null) > 1)
        {
            section.Context.Report($"{section.Path} has more than one of {key}, {key}Env and {key}File. Keep one.", section.Location);
            return null;
        }

        if (plain is not null)
        {
            if (!plain.Contains('@', StringComparison.Ordinal)) return new Secret(plain);
            section.Reject(key, $"contains a user or a password. Put the URL into an environment variable or a file, and name that in {key}Env or {key}File.");
            return null;
        }

        if ((variable ?? file) is null) return null;
        var secret = variable is not null
            ? section.Context.SecretFromEnvironment(variable, $"{section.Path}.{key}Env", section.LocationOf(key + "Env"))
            : section.Context.SecretFromFile(file!, section.LocationOf(key + "File"));
        return secret.IsEmpty ? null : secret;
    }
}
