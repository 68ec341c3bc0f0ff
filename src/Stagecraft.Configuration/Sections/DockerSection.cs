using System.Text.Json;
using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>Reads <c>infra.bootstrap.docker</c>. The options check themselves, before any host is touched.</summary>
internal static class DockerSection
{
    private static readonly Dictionary<string, DockerInstallMethod> Methods = new(StringComparer.Ordinal)
    {
        ["apt"] = DockerInstallMethod.Apt,
        ["docker-ce"] = DockerInstallMethod.DockerCe,
        ["skip"] = DockerInstallMethod.Skip,
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
        };
        foreach (var problem in options.Problems()) section.Reject(JsonNamingPolicy.CamelCase.ConvertName(problem.Option), problem.Why);
        section.RejectUnknownKeys();
        return options;
    }
}
