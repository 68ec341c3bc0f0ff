using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Configuration;
using Stagecraft.Testing;

namespace Stagecraft.Build.Tests;

[TestClass]
public sealed class GetStagecraftHostsTests
{
    private const string StaticHosts = """
        cloud:
          provider: static
          providers:
            static:
              hosts:
                - {id: b, name: app-1, role: app, publicIp: 203.0.113.7, tags: ["tag:x", y], sshUser: ann, sshPort: 2222}
                - {id: a, publicIp: 203.0.113.8}

        """;

    [TestMethod]
    public void Hosts_of_the_cloud_provider_become_items_without_network_secrets()
    {
        using var workspace = new Workspace(StaticHosts + Workspace.Tailscale);
        var task = workspace.GetHosts();

        Assert.IsTrue(task.Execute());

        Assert.AreEqual("a b", BootstrapHostsTests.Ids(task.Hosts));
        Assert.AreEqual(
            "HostName=app-1 Role=app PublicIP=203.0.113.7 Tags=tag:x;y SshUser=ann SshPort=2222",
            BootstrapHostsTests.Show(task.Hosts[1], "HostName", "Role", "PublicIP", "Tags", "SshUser", "SshPort"));
    }

    [TestMethod]
    public void Items_have_the_place_of_a_password_for_sudo_and_not_the_password()
    {
        using var workspace = new Workspace(StaticHosts.Replace("{id: a, ", "{id: a, sshSudoPasswordFile: secrets/sudo, ", StringComparison.Ordinal).Replace("{id: b, ", "{id: b, sshSudoPasswordEnv: OF_B, ", StringComparison.Ordinal) + Workspace.NoNetwork);
        var task = workspace.GetHosts();

        Assert.IsTrue(task.Execute(), string.Join('\n', workspace.Engine.Errors.Select(error => error.Message)));

        Assert.AreEqual($"SshSudoPasswordEnv= SshSudoPasswordFile={workspace.PathOf("secrets/sudo")}", BootstrapHostsTests.Show(task.Hosts[0], "SshSudoPasswordEnv", "SshSudoPasswordFile"));
        Assert.AreEqual("SshSudoPasswordEnv=OF_B SshSudoPasswordFile=", BootstrapHostsTests.Show(task.Hosts[1], "SshSudoPasswordEnv", "SshSudoPasswordFile"));
    }

    [TestMethod]
    [DataRow("- *\u001bc\u009d52;c;QUFB\u009c\n")]
    [DataRow("- {id: a, \"publicI\u009b31m\": 1}\n")]
    [DataRow("- {id: a, role: \"x\\n::error::owned\\n##vso[task.complete]\\u202e\", publicIp: 203.0.113.7, tags: [\"a\\u001b[2J\"], sshUser: \"u\\u009c\"}\n")]
    [DataRow("- {id: a, name: \"\\u001b]0;owned\\a\"}\n")]
    public void External_text_in_a_task_cannot_control_a_build_server(string document)
    {
        using var workspace = new Workspace(Workspace.NoNetwork);
        workspace.Write("hosts\u001b[31m\u202e.yml", document);
        var task = workspace.GetHosts();
        task.HostsFile = workspace.PathOf("hosts\u001b[31m\u202e.yml");
        task.ProjectName = "infra\n::error::owned";

        task.Execute();

        string[] texts =
        [
            .. workspace.Engine.Errors.SelectMany(error => new[] { error.Message!, error.File }),
            .. workspace.Engine.Messages(Microsoft.Build.Framework.MessageImportance.High),
            .. task.Hosts.SelectMany(host => host.MetadataNames.Cast<string>().Select(host.GetMetadata)),
        ];
        Assert.IsNotEmpty(texts);
        foreach (var line in texts.SelectMany(text => text.Split('\n')))
        {
            Assert.IsFalse(line.Any(c => char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format), line);
            Assert.IsFalse(line.TrimStart().StartsWith("::", StringComparison.Ordinal) || line.Contains("##", StringComparison.Ordinal), line);
        }
    }

    [TestMethod]
    public void Hosts_are_read_back_unchanged()
    {
        using var workspace = new Workspace(StaticHosts + Workspace.NoNetwork);
        var hosts = workspace.GetHosts();
        hosts.Execute();

        var task = workspace.Bootstrap(hosts.Hosts);

        Assert.IsTrue(task.Execute());
        Assert.AreEqual("HostName=app-1 Tags=tag:x;y SshPort=2222", BootstrapHostsTests.Show(task.Results[1], "HostName", "Tags", "SshPort"));
    }

    [TestMethod]
    [DataRow(false, "a new", "", 0)]
    [DataRow(true, "a", "new", 1)]
    public void Hosts_are_created_except_in_check_mode(bool checkOnly, string hosts, string toCreate, int warnings)
    {
        using var workspace = new Workspace("cloud: {provider: fake}\n" + Workspace.NoNetwork);
        var task = workspace.GetHosts();
        task.CheckOnly = checkOnly;
        task.RunEnvironment = task.RunEnvironment with
        {
            Providers = BuiltInProviders.All with
            {
                Cloud = new Dictionary<string, Func<SettingsSection, ICloudProvider>>(StringComparer.Ordinal) { ["fake"] = _ => new FakeCloud() },
            },
        };

        Assert.IsTrue(task.Execute());

        Assert.AreEqual(hosts, BootstrapHostsTests.Ids(task.Hosts));
        Assert.AreEqual(toCreate, BootstrapHostsTests.Ids(task.HostsToCreate));
        Assert.HasCount(warnings, workspace.Engine.Warnings);
    }

    [TestMethod]
    public void A_Terraform_document_replaces_the_cloud_provider()
    {
        using var workspace = new Workspace();
        var task = workspace.GetHosts();
        task.HostsFile = Path.Combine(Repository.Root, "samples", "deploy", "terraform-output.json");

        Assert.IsTrue(task.Execute());

        Assert.AreEqual("i-0a1 i-0b2", BootstrapHostsTests.Ids(task.Hosts));
    }

    [TestMethod]
    public void A_failed_cloud_provider_is_reported_with_its_code()
    {
        using var workspace = new Workspace("cloud: {provider: command, providers: {command: {command: [sh, -c, 'echo no quota >&2; exit 3']}}}\n" + Workspace.NoNetwork);
        var task = workspace.GetHosts();
        task.RunEnvironment = task.RunEnvironment with { Environment = Environment.GetEnvironmentVariable };

        Assert.IsFalse(task.Execute());

        Assert.AreEqual("SCB2001", workspace.Engine.Errors.Single().Code);
        Assert.Contains("no quota", workspace.Engine.Errors.Single().Message!);
        Assert.IsEmpty(task.Hosts);
    }

    [TestMethod]
    public void An_environment_unknown_to_the_provider_is_refused()
    {
        using var workspace = new Workspace(StaticHosts + Workspace.NoNetwork);
        var task = workspace.GetHosts();
        task.EnvironmentName = "production";

        Assert.IsFalse(task.Execute());

        Assert.AreEqual("SCB1001", workspace.Engine.Errors.Single().Code);
    }
}
