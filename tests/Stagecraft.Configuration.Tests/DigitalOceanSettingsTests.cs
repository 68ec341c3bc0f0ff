using Stagecraft.Providers.DigitalOcean;

namespace Stagecraft.Configuration.Tests;

[TestClass]
public sealed class DigitalOceanSettingsTests
{
    private const string Valid = "token_env: DO, ssh_key_name: deploy, default_region: fra1, default_size: s-1vcpu-1gb";

    [TestMethod]
    public void A_valid_section_is_a_provider() => Assert.IsInstanceOfType<DigitalOceanProvider>(
        Config.Read(Yaml($"{{{Valid}, hosts: {{production: {{app-1: {{role: app}}, app-2: }}}}}}"), ("DO", "dop_v1_x")).Cloud);

    [TestMethod]
    [DataRow("{token_env: DO, ssh_key_name: k}", "hosts is required. Set it to environments with their hosts, such as {production: {app-1: {role: app}}}.")]
    [DataRow("{ssh_key_name: k, hosts: {p: {a: {size: s, region: r}}}}", "token_env is required.")]
    [DataRow("{token_env: DO, hosts: {p: {a: {size: s, region: r}}}}", "ssh_key_name is required.")]
    [DataRow("{token_env: DO, ssh_key_name: k, hosts: {p: {a: {size: s}}}}", "hosts.p.a.region is required because default_region is not set.")]
    [DataRow("{token_env: DO, ssh_key_name: k, hosts: {p: {a: {region: r}}}}", "hosts.p.a.size is required because default_size is not set.")]
    [DataRow("{token_env: DO, ssh_key_name: k, hosts: {p: {A: {size: s, region: r}}}}", "hosts.p.A results in the droplet name 'p-A', which is not valid. Use lower-case letters, digits and inner hyphens, at most 63 characters.")]
    [DataRow("{token_env: DO, ssh_key_name: k, hosts: {p: {a: {size: s, region: r, role: a b}}}}", "hosts.p.a.role is 'a b'. It becomes part of a tag, so use lower-case letters, digits and inner hyphens.")]
    [DataRow("{token_env: DO, ssh_key_name: k, hosts: {p: }}", "hosts.p has no hosts. Add one, such as {app-1: {role: app}}.")]
    [DataRow("{token_env: DO, ssh_key_name: k, default_size: S 1, hosts: {p: {a: {region: r}}}}", "default_size is 'S 1'. It must be a DigitalOcean slug, such as fra1 or s-1vcpu-1gb.")]
    [DataRow("{token_env: DO, ssh_key_name: k, api_url: 'http://example.com', hosts: {p: {a: {size: s, region: r}}}}", "api_url is 'http://example.com'. It must be an https URL without user or query, such as https://api.digitalocean.com.")]
    [DataRow("{token_env: BAD, ssh_key_name: k, hosts: {p: {a: {size: s, region: r}}}}", "token_env names the environment variable BAD, which contains a character that is not valid in a token. Set it to the token and nothing else.")]
    public void An_invalid_section_is_refused(string section, string expected)
    {
        var error = Config.Errors(Yaml(section), ("DO", "dop_v1_x"), ("BAD", "CANARY\nx")).Single();

        Assert.EndsWith($"cloud.providers.digitalocean.{expected}", error);
        Assert.DoesNotContain("CANARY", error);
    }

    private static string Yaml(string section) => $"cloud: {{provider: digitalocean, providers: {{digitalocean: {section}}}}}\nnetwork: {{provider: none}}";
}
