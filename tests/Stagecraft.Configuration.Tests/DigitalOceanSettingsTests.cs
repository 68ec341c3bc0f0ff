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
    [DataRow("{token_env: DO, hosts: {p: {a: {size: s, region: r}}}}", "ssh_keys is required. List the names, ids or fingerprints of SSH keys in the account, such as [deploy].")]
    [DataRow("{token_env: DO, ssh_key_name: '', hosts: {p: {a: {size: s, region: r}}}}", "ssh_key_name is required.")]
    [DataRow("{token_env: DO, ssh_keys: [], hosts: {p: {a: {size: s, region: r}}}}", "ssh_keys is empty. List the names, ids or fingerprints of SSH keys in the account, such as [deploy].")]
    [DataRow("{token_env: DO, ssh_keys: k, hosts: {p: {a: {size: s, region: r}}}}", "ssh_keys must be a list of strings; it is 'k'.")]
    [DataRow("{token_env: DO, ssh_keys: [[k]], hosts: {p: {a: {size: s, region: r}}}}", "ssh_keys must be a list of strings.")]
    [DataRow("{token_env: DO, ssh_keys: [k, ' '], hosts: {p: {a: {size: s, region: r}}}}", "ssh_keys contains an empty entry. List the names, ids or fingerprints of SSH keys in the account, such as [deploy].")]
    [DataRow("{token_env: DO, ssh_key_name: k, hosts: {p: {a: {size: s, region: r, ssh_keys: []}}}}", "hosts.p.a.ssh_keys is empty. List the names, ids or fingerprints of SSH keys in the account, such as [deploy].")]
    [DataRow("{token_env: DO, ssh_key_name: k, image: '', hosts: {p: {a: {size: s, region: r}}}}", "image is empty. Set it to the slug, the id or the name of an image, such as ubuntu-24-04-x64.")]
    [DataRow("{token_env: DO, ssh_key_name: k, hosts: {p: {a: {size: s, region: r, image: 0}}}}", "hosts.p.a.image is '0', which is not a valid id of an image. Set it to the slug, the id or the name of an image, such as ubuntu-24-04-x64.")]
    [DataRow("{token_env: DO, ssh_key_name: k, vpc: my vpc, hosts: {p: {a: {size: s, region: r}}}}", "vpc is 'my vpc'. It must be the UUID or the name of a VPC: letters, digits, hyphens and dots.")]
    [DataRow("{token_env: DO, ssh_key_name: k, tags: [a, b.c], hosts: {p: {a: {size: s, region: r}}}}", "tags contains 'b.c'. A tag is letters, digits, ':', '-' and '_', at most 255 characters.")]
    [DataRow("{token_env: DO, ssh_key_name: k, hosts: {p: {a: {size: s, region: r, tags: [Stagecraft-env-x]}}}}", "hosts.p.a.tags contains 'Stagecraft-env-x'. Tags that begin with 'stagecraft' are reserved for Stagecraft.")]
    [DataRow("{token_env: DO, ssh_key_name: k, monitoring: yes, hosts: {p: {a: {size: s, region: r}}}}", "monitoring must be true or false; it is 'yes'.")]
    [DataRow("{token_env: DO, ssh_key_name: k, ipv6: [true], hosts: {p: {a: {size: s, region: r}}}}", "ipv6 must be text.")]
    [DataRow("{token_env: DO, ssh_key_name: k, user_data: 'export T=dop_v1_CANARY', hosts: {p: {a: {size: s, region: r}}}}", "user_data contains a secret that the configuration uses, such as the API token. Every program on the droplet can read user data, so remove the secret.")]
    [DataRow("{token_env: DO, ssh_key_name: k, hosts: {p: {a: {size: s, region: r, user_data: 'dop_v1_CANARY'}}}}", "hosts.p.a.user_data contains a secret that the configuration uses, such as the API token. Every program on the droplet can read user data, so remove the secret.")]
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
        var error = Config.Errors(Yaml(section), ("DO", "dop_v1_CANARY"), ("BAD", "CANARY\nx")).Single();

        Assert.EndsWith($"cloud.providers.digitalocean.{expected}", error);
        Assert.DoesNotContain("CANARY", error);
    }

    [TestMethod]
    public void A_new_droplet_has_a_supported_image_and_nothing_else()
    {
        var spec = Read("ssh_key_name: deploy", "{app-1: }").Droplets.Single();

        Assert.AreEqual("ubuntu-24-04-x64", spec.Image);
        Assert.AreEqual("", string.Join(' ', spec.Tags) + spec.SshKeys + spec.Vpc + spec.Monitoring + spec.IPv6 + spec.UserData);
    }

    [TestMethod]
    public void Settings_of_a_host_override_those_of_the_section_and_tags_are_added()
    {
        const string All = "ssh_keys: [deploy], image: debian-13-x64, vpc: env.prod, tags: ['team:web', a], monitoring: true, ipv6: true, user_data: '#!/bin/sh'";

        var droplets = Read(All, "{app-1: , app-2: {image: 123, vpc: 5a4981aa-9653-4bd1-bef5-d6bff52042e4, tags: [A, b, 7], monitoring: false, ipv6: false, user_data: '', ssh_keys: [1, x]}}").Droplets;

        Assert.AreEqual("debian-13-x64|env.prod|team:web,a|True|True|#!/bin/sh|", Text(droplets[0]));
        Assert.AreEqual("123|5a4981aa-9653-4bd1-bef5-d6bff52042e4|team:web,a,b,7|False|False||1,x", Text(droplets[1]));

        static string Text(DropletSpec spec) =>
            $"{spec.Image}|{spec.Vpc}|{string.Join(',', spec.Tags)}|{spec.Monitoring}|{spec.IPv6}|{spec.UserData}|{string.Join(',', spec.SshKeys ?? [])}";
    }

    [TestMethod]
    [DataRow("ssh_key_name: deploy", "deploy")]
    [DataRow("ssh_keys: [deploy]", "deploy")]
    [DataRow("ssh_keys: [a, 289794, '3b:16:e4:bf:8b:00:8b:b8:59:8c:a9:d3:f0:19:fa:45'], ssh_key_name: b", "a 289794 3b:16:e4:bf:8b:00:8b:b8:59:8c:a9:d3:f0:19:fa:45 b")]
    [DataRow("ssh_keys: [a, b], ssh_key_name: a", "a b")]
    [DataRow("ssh_keys: , ssh_key_name: a", "a")]
    public void A_key_name_is_one_more_entry(string keys, string expected) => Assert.AreEqual(expected, string.Join(' ', Read(keys, "{app-1: }").SshKeys));

    [TestMethod]
    public void Other_secrets_of_the_configuration_are_refused_in_user_data()
    {
        var yaml = Yaml($"{{{Valid}, user_data: 'x CANARY-key', hosts: {{p: {{a: }}}}}}").Replace("{provider: none}", "{provider: none, providers: {tailscale: {auth_key_env: KEY}}}", StringComparison.Ordinal);

        var error = Config.Errors(yaml, ("DO", "dop_v1_x"), ("KEY", "CANARY-key")).Single();

        Assert.Contains("user_data contains a secret that the configuration uses", error);
        Assert.DoesNotContain("CANARY", error);
    }

    private static DigitalOceanOptions Read(string settings, string hosts)
    {
        var context = new SettingsContext { Environment = _ => "dop_v1_x", ResolvePath = path => path };
        var file = ProjectFile.Parse($"{{token_env: DO, default_region: fra1, default_size: s-1vcpu-1gb, {settings}, hosts: {{production: {hosts}}}}}", ProjectFile.DefaultName, Config.Directory);
        var options = new DigitalOceanSection(new SettingsSection("", file.Root, context)).Read();
        context.ThrowIfAny();
        return options;
    }

    private static string Yaml(string section) => $"cloud: {{provider: digitalocean, providers: {{digitalocean: {section}}}}}\nnetwork: {{provider: none}}";
}
