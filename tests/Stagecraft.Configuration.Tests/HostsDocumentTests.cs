using System.Text.Json;
using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration.Tests;

[TestClass]
public sealed class HostsDocumentTests
{
    [TestMethod]
    [DataRow("""[{"id": 7, "public_ip": "203.0.113.7"}]""", DisplayName = "JSON array")]
    [DataRow("- id: 7\n  publicIp: 203.0.113.7", DisplayName = "YAML list")]
    [DataRow("hosts:\n  - {id: 7, publicIp: 203.0.113.7}", DisplayName = "list under hosts")]
    [DataRow("""{"7": {"public_ip": "203.0.113.7"}}""", DisplayName = "map of names")]
    [DataRow("""{"sensitive": false, "type": ["list"], "value": [{"id": "7", "public_ip": "203.0.113.7"}]}""", DisplayName = "one Terraform output")]
    [DataRow("""{"hosts": {"value": [{"id": "7", "public_ip": "203.0.113.7"}]}, "ips": {"value": [{"a": 1}]}}""", DisplayName = "Terraform outputs, one named hosts")]
    [DataRow("""{"machines": {"value": {"7": {"public_ip": "203.0.113.7"}}}, "zone": {"value": "fra1"}}""", DisplayName = "Terraform outputs, one that looks like hosts")]
    public void Hosts_are_found_in_every_shape(string document)
    {
        var host = HostsDocument.Parse(document, "hosts").Single();

        Assert.AreEqual("7", host.Id);
        Assert.AreEqual("7", host.Name);
        Assert.AreEqual("203.0.113.7", host.PublicIp);
    }

    [TestMethod]
    [DataRow("""{"web-1": "203.0.113.11", "web-2": "2001:db8::2"}""", "web-1 web-1 203.0.113.11; web-2 web-2 2001:db8::2", DisplayName = "map of names to addresses")]
    [DataRow("""{"ips": {"value": {"web-1": "203.0.113.11"}}, "tags": {"value": {"env": "prod"}}, "zone": {"value": "fra1"}}""", "web-1 web-1 203.0.113.11", DisplayName = "Terraform outputs, one with addresses")]
    [DataRow("""[{"id": 42, "name": "web-1", "ipv4_address": "203.0.113.11", "server_type": "cx22", "labels": {"a": "b"}, "ssh_keys": [1], "backups": false}]""", "42 web-1 203.0.113.11", DisplayName = "hcloud_server")]
    [DataRow("""[{"id": "i-0a", "ami": "ami-1", "arn": "arn:aws:ec2", "public_ip": "203.0.113.11", "private_ip": "10.0.0.5", "tags": {"Name": "web-1"}}]""", "i-0a i-0a 203.0.113.11", DisplayName = "aws_instance")]
    [DataRow("""{"web-1": {"id": "/subscriptions/x", "name": "web-1", "public_ip_address": "203.0.113.11", "admin_username": "u", "tags": {}}}""", "/subscriptions/x web-1 203.0.113.11", DisplayName = "azurerm_linux_virtual_machine")]
    [DataRow("""[{"id": 7, "name": "web-1", "ipv4_address": "203.0.113.11", "ipv6_address": "", "region": "fra1", "tags": ["a"], "urn": "do:droplet:7", "role": "web"}]""", "7 web-1 203.0.113.11 web a", DisplayName = "digitalocean_droplet")]
    public void Addresses_and_resources_of_Terraform_are_accepted(string document, string expected) => Assert.AreEqual(
        expected,
        string.Join("; ", HostsDocument.Parse(document, "hosts").Select(host => string.Join(' ', ((string?[])[host.Id, host.Name, host.PublicIp, host.Role, .. host.Tags]).OfType<string>()))));

    [TestMethod]
    [DataRow("[{id: a, public_ip: 1.2.3.4, sshUsr: x}]", "hosts:1:30: Unknown key 'sshUsr' in hosts[0]. Did you mean 'sshUser'? Known keys: id, name, role, publicIp, tags, sshUser, sshPort, sshHostKey, problem, remedy.")]
    [DataRow("[{id: a, ipv4_address: 1.2.3.4, size: x, sshUsr: x}]", "hosts:1:42: Unknown key 'sshUsr' in hosts[0]. Did you mean 'sshUser'? Known keys: id, name, role, publicIp, tags, sshUser, sshPort, sshHostKey, problem, remedy.")]
    [DataRow("[{id: a, publicIp: 1.2.3.4, size: x}]", "hosts:1:29: Unknown key 'size' in hosts[0]. Known keys: id, name, role, publicIp, tags, sshUser, sshPort, sshHostKey, problem, remedy.")]
    [DataRow("{a: not an address}", "hosts:1:5: hosts.a.publicIp is 'not an address'. It must be an IPv4 address, an IPv6 address without brackets, or a DNS name, without user or port.")]
    [DataRow("{id: a, public_ip: 1.2.3.4}", "hosts:1:6: hosts.id must be a host, such as {id: app-1, publicIp: 203.0.113.7}.\nhosts:1:20: hosts.public_ip must be a host, such as {id: app-1, publicIp: 203.0.113.7}.")]
    public void What_is_not_a_resource_is_still_checked(string document, string expected) =>
        Assert.AreEqual(expected, Assert.ThrowsExactly<ConfigurationException>(() => HostsDocument.Parse(document, "hosts")).Message);

    [TestMethod]
    public void The_droplet_list_of_doctl_is_accepted()
    {
        var hosts = HostsDocument.Parse("""
            [
              {
                "id": 3164444, "name": "production-app-1", "memory": 1024, "vcpus": 1, "disk": 25,
                "region": {"slug": "fra1", "name": "Frankfurt 1"}, "image": {"id": 63663980, "slug": "ubuntu-22-04-x64"},
                "size": {"slug": "s-1vcpu-1gb"}, "size_slug": "s-1vcpu-1gb", "features": ["droplet_agent"], "status": "active",
                "networks": {
                  "v4": [
                    {"ip_address": "10.128.192.124", "netmask": "255.255.0.0", "gateway": "nil", "type": "private"},
                    {"ip_address": "203.0.113.7", "netmask": "255.255.255.0", "gateway": "203.0.113.1", "type": "public"}
                  ]
                },
                "created_at": "2026-01-02T03:04:05Z", "tags": ["web", "stagecraft-role-app"], "volume_ids": [], "vpc_uuid": "760e09ef"
              },
              {
                "id": 3164445, "size_slug": "s-1vcpu-1gb", "status": "active", "tags": null,
                "networks": {"v6": [{"ip_address": "2001:db8::7", "netmask": 64, "gateway": "2001:db8::1", "type": "public"}]}
              },
              {"id": 3164446, "name": "new", "size_slug": "s-1vcpu-1gb", "status": "new", "networks": {}}
            ]
            """, "hosts");

        Assert.AreEqual(
            "3164444 production-app-1 app 203.0.113.7 web,stagecraft-role-app; 3164445 3164445  2001:db8::7 ; 3164446 new   ",
            string.Join("; ", hosts.Select(host => $"{host.Id} {host.Name} {host.Role} {host.PublicIp} {string.Join(',', host.Tags)}")));
    }

    [TestMethod]
    public void An_invalid_droplet_is_refused_with_its_position()
    {
        var exception = Assert.ThrowsExactly<ConfigurationException>(() => HostsDocument.Parse(
            "[{size_slug: s, id: 1, networks: {v4: [{type: public, ip_address: nil:}]}}, {size_slug: s, networks: {}}]", "hosts"));

        Assert.AreEqual(
            "hosts:1:67: hosts[0].publicIp is 'nil:'. It must be an IPv4 address, an IPv6 address without brackets, or a DNS name, without user or port.\n"
            + "hosts:1:77: hosts[1].id is required.",
            string.Join('\n', exception.Errors));
    }

    [TestMethod]
    [DataRow("publicIp", "sshUser", "sshPort", "sshHostKey")]
    [DataRow("public_ip", "ssh_user", "ssh_port", "ssh_host_key")]
    public void Every_key_of_a_host_is_read(string publicIp, string sshUser, string sshPort, string sshHostKey)
    {
        const string fingerprint = "SHA256:0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
        var host = HostsDocument.Parse(
            $"[{{id: a, name: app-1, role: app, {publicIp}: h.example.com, tags: [web, blue], {sshUser}: ubuntu, {sshPort}: 2222, {sshHostKey}: \"{fingerprint}\"}}]",
            "hosts").Single();

        Assert.AreEqual("app-1", host.Name);
        Assert.AreEqual("app", host.Role);
        Assert.AreEqual("h.example.com", host.PublicIp);
        Assert.AreSequenceEqual(["web", "blue"], host.Tags);
        Assert.AreEqual("ubuntu", host.SshUser);
        Assert.AreEqual(2222, host.SshPort);
        Assert.AreEqual(fingerprint, host.SshHostKey);
    }

    [TestMethod]
    public void A_blank_value_counts_as_absent()
    {
        var host = HostsDocument.Parse("""[{"id": "a", "name": "", "role": null, "public_ip": "", "tags": null, "ssh_port": ""}]""", "hosts").Single();

        Assert.AreEqual("a", host.Name);
        Assert.IsNull(host.Role);
        Assert.IsNull(host.PublicIp);
        Assert.IsNull(host.SshPort);
        Assert.IsEmpty(host.Tags);
    }

    [TestMethod]
    [DataRow("", "hosts:1:1: There are no hosts: the document is empty.")]
    [DataRow("[]", "hosts:1:1: There are no hosts: the list is empty.")]
    [DataRow("{}", "hosts:1:1: There are no hosts: the list is empty.")]
    [DataRow("text", "hosts:1:1: The document must be a list of hosts, or a map of names to hosts. It is the text 'text'.")]
    [DataRow("[a]", "hosts:1:2: hosts[0] must be a host, such as {id: app-1, publicIp: 203.0.113.7}.")]
    [DataRow("[{name: a}]", "hosts:1:2: hosts[0].id is required.")]
    [DataRow("[{id: ''}]", "hosts:1:3: hosts[0].id is required.")]
    [DataRow("- id: a\n- id: b\n- id: a", "hosts:3:3: Duplicate host id 'a'; the first is on line 1. Ids must be unique.")]
    [DataRow("[{id: \"a\\u200bb\"}]", "hosts:1:7: hosts[0].id contains characters that cannot be displayed ('a b'). Use plain characters.")]
    [DataRow("[{id: a, name: \"\\u202ea\"}]", "hosts:1:16: hosts[0].name contains characters that cannot be displayed ('a'). Use plain characters.")]
    [DataRow("[{id: a, rol: x}]", "hosts:1:10: Unknown key 'rol' in hosts[0]. Did you mean 'role'? Known keys: id, name, role, publicIp, tags, sshUser, sshPort, sshHostKey, problem, remedy.")]
    [DataRow("[{id: a, public_ip: 1.2.3.4, publicIp: 1.2.3.4}]", "hosts:1:10: hosts[0].publicIp is set twice, once as 'public_ip'. Keep one.")]
    [DataRow("[{id: a, sshPort: 0}]", "hosts:1:19: hosts[0].sshPort must be a whole number from 1 to 65535; it is '0'.")]
    [DataRow("[{id: a, tags: web}]", "hosts:1:16: hosts[0].tags must be a list of strings; it is 'web'.")]
    [DataRow("[{id: a, sshHostKey: 'MD5:aa:bb'}]", "hosts:1:22: hosts[0].sshHostKey must be a fingerprint as printed by 'ssh-keygen -l': SHA256: and 43 characters.")]
    [DataRow("[{id: a, ip: 203.0.113.7}]", "hosts:1:10: Unknown key 'ip' in hosts[0]. The key of the address is 'publicIp'.")]
    [DataRow("{a: {value: 3}, b: {value: x}}", "hosts:1:1: Cannot determine which output contains the hosts. Name that output 'hosts'. Outputs: a, b.")]
    public void A_malformed_document_is_refused_with_its_position(string document, string expected)
    {
        var exception = Assert.ThrowsExactly<ConfigurationException>(() => HostsDocument.Parse(document, "hosts"));

        Assert.AreEqual(expected, exception.Message);
    }

    [TestMethod]
    [DataRow("203.0.113.7", true)]
    [DataRow("2001:db8::1", true)]
    [DataRow("fe80::1%eth0", true)]
    [DataRow("fe80::1%$(id)", false)]
    [DataRow("fe80::1%a\nb", false)]
    [DataRow("app-1.example.com", true)]
    [DataRow("app-1.example.com.", true)]
    [DataRow("localhost", true)]
    [DataRow("300.0.113.7", false)]
    [DataRow("1.2.3", false)]
    [DataRow("7", false)]
    [DataRow("[2001:db8::1]", false)]
    [DataRow("2001:db8::1::2", false)]
    [DataRow("203.0.113.7:22", false)]
    [DataRow("203.0.113.7/24", false)]
    [DataRow("root@203.0.113.7", false)]
    [DataRow("ssh://a", false)]
    [DataRow("-oProxyCommand=x", false)]
    [DataRow("a..b", false)]
    [DataRow("a b", false)]
    [DataRow("$(id)", false)]
    [DataRow(".", false)]
    public void An_address_must_be_usable_for_SSH(string address, bool valid) =>
        Assert.AreEqual(valid, HostAddress.IsValid(address));

    [TestMethod]
    public void A_written_document_can_be_read_again()
    {
        Host[] hosts =
        [
            new() { Id = "1", Name = "café", Role = "app", PublicIp = "2001:db8::1", Tags = ["a", "b"], SshUser = "u", SshPort = 22, SshHostKey = "SHA256:" + new string('x', 43) },
            new() { Id = "2" },
        ];

        var json = HostsJson.Write(hosts);

        Assert.AreEqual(json, HostsJson.Write(HostsDocument.Parse(json, "hosts")));
        Assert.DoesNotContain("\r", json);
    }

    [TestMethod]
    public void Ten_thousand_hosts_are_read()
    {
        var document = JsonSerializer.Serialize(Enumerable.Range(0, 10_000).Select(i => new { id = i, name = $"app-{i}", role = "app", public_ip = "203.0.113.7", tags = new[] { "web" } }));

        Assert.HasCount(10_000, HostsDocument.Parse(document, "hosts"));
    }

    // The output of the tools: https://developer.hashicorp.com/terraform/cli/commands/output
    [TestMethod]
    [DataRow("[\n  {\n    \"id\" = \"app-1\"\n    \"publicIp\" = \"203.0.113.7\"\n  },\n]\n", 3)]
    [DataRow("[\r\n  {\r\n    \"id\" = \"app-1\"\r\n    \"publicIp\" = \"203.0.113.7\"\r\n  },\r\n]\r\n", 3)]
    [DataRow("{\n  \"id\" = \"app-1\"\n  \"publicIp\" = \"203.0.113.7\"\n}\n", 2)]
    [DataRow("{\n  \"app-1\" = {\n    \"publicIp\" = \"203.0.113.7\"\n  }\n}\n", 2)]
    [DataRow("tolist([\n  {\n    \"id\" = \"app-1\"\n  },\n])\n", 1)]
    [DataRow("toset([\n  \"203.0.113.7\",\n])\n", 1)]
    [DataRow("tomap({\n  \"app-1\" = tomap({\n    \"publicIp\" = \"203.0.113.7\"\n  })\n})\n", 1)]
    [DataRow("hosts = [\n  {\n    \"id\" = \"app-1\"\n  },\n]\nzone = \"fra1\"\n", 1)]
    [DataRow("hosts = tolist([\n  {\n    \"id\" = \"app-1\"\n  },\n])\n", 1)]
    [DataRow("Outputs:\n\nhosts = {\n  \"app-1\" = \"203.0.113.7\"\n}\n", 3)]
    [DataRow("[\n  { id = \"app-1\", publicIp = \"203.0.113.7\" },\n]\n", 2)]
    public void Terraform_text_output_is_an_error_that_suggests_json(string document, int line)
    {
        var error = Error(document);

        Assert.AreEqual(line, error.Location!.Value.Line);
        Assert.Contains("This is Terraform's text output. Use 'terraform output -json'", error.Message);
    }

    [TestMethod]
    [DataRow("<<EOT\n- \"id\": \"app-1\"\n  \"publicIp\": \"203.0.113.7\"\n\nEOT\n")]
    [DataRow("hosts = <<-EOT\n[{\"id\":\"app-1\"}]\nEOT\n")]
    public void A_Terraform_here_document_is_an_error_that_suggests_raw(string document) =>
        Assert.Contains("'terraform output -raw NAME'", Error(document).Message);

    [TestMethod]
    [DataRow("\"[{\\\"id\\\":\\\"app-1\\\",\\\"publicIp\\\":\\\"203.0.113.7\\\"}]\"\n", "terraform output -raw NAME")]
    [DataRow("Current stack outputs (1):\n    OUTPUT  VALUE\n    hosts   [{\"id\":\"app-1\",\"publicIp\":\"203.0.113.7\"}]\n", "pulumi stack output --json")]
    [DataRow("[web]\napp-1 ansible_host=203.0.113.7\n", "INI inventory")]
    [DataRow("[web]\napp-1\napp-2\n", "INI inventory")]
    [DataRow("app-1 ansible_host=203.0.113.7\n", "INI inventory")]
    [DataRow("ID         Name     Public IPv4\n3164444    app-1    203.0.113.7\n", "It is the text 'ID Name Public IPv4 3164444 app-1 203.0.113.7'")]
    [DataRow("Host app-1\n  HostName 203.0.113.7\n", "It is the text 'Host app-1 HostName 203.0.113.7'")]
    [DataRow("<html><body>502 Bad Gateway, and so on and so forth for longer than is shown</body></html>", "It is the text '<html><body>502 Bad Gateway, and so on and so forth for long...'")]
    public void Other_known_texts_are_an_error_that_names_them(string document, string expected) =>
        Assert.Contains(expected, Error(document).Message);

    [TestMethod]
    public void Any_other_broken_document_keeps_its_parser_error() =>
        Assert.Contains("A ',' is missing", Error("[{id: app-1, publicIp: 203.0.113.7} {id: app-2}]").Message.Replace("or a ','", "A ','", StringComparison.Ordinal));

    private static ConfigurationError Error(string document) =>
        Assert.ThrowsExactly<ConfigurationException>(() => HostsDocument.Parse(document, "hosts")).Errors[0];
}
