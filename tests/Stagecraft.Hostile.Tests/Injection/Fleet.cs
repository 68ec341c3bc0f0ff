using System.Text.Encodings.Web;
using System.Text.Json;

namespace Stagecraft.Hostile.Tests.Injection;

/// <summary>Every value that a person or a cloud can write and that becomes an argument of a script.</summary>
internal sealed record Fleet(string Name, string Tag, string Role, string Version, string Mirror, string Domain, string LoginServer, string Prefix)
{
    /// <summary>As <c>stagecraft.yml</c>. JSON is YAML, and quotes all special characters.</summary>
    public string Config => JsonSerializer.Serialize(
        new
        {
            network = new
            {
                provider = "tailscale",
                providers = new
                {
                    tailscale = new
                    {
                        auth_key_env = "KEY",
                        tailnet_domain = Domain,
                        default_tags = (string[])["tag:base"],
                        login_server = LoginServer,
                        install = new { mirror = Prefix },
                    },
                },
            },
            infra = new { bootstrap = new { docker = new { installMethod = "docker-ce", version = Version, mirror = Mirror } } },
        },
        Options);

    /// <summary>As a hosts document.</summary>
    public string Hosts => JsonSerializer.Serialize(new[] { new { id = "1", name = Name, role = Role, publicIp = "203.0.113.7", tags = (string[])["web", Tag] } }, Options);

    private static JsonSerializerOptions Options { get; } = new() { Encoder = JavaScriptEncoder.Default };
}
