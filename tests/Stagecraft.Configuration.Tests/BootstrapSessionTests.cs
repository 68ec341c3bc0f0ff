using Stagecraft.Bootstrap.Cloud;
using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Testing;

namespace Stagecraft.Configuration.Tests;

[TestClass]
public sealed class BootstrapSessionTests
{
    private readonly FakeCloud cloud = new();
    private readonly ScriptedConnector connector = new();

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow(BootstrapPurpose.Run, "a new", "")]
    [DataRow(BootstrapPurpose.InfraUp, "a new", "")]
    [DataRow(BootstrapPurpose.Check, "a", "new")]
    [DataRow(BootstrapPurpose.ListHosts, "a", "new")]
    public async Task Hosts_are_created_only_by_what_is_meant_to(BootstrapPurpose purpose, string hosts, string toCreate)
    {
        var session = await OpenAsync(new BootstrapRequest { Purpose = purpose, Environment = "production" });

        var selection = await session.FindHostsAsync(TestContext.CancellationToken);

        Assert.AreEqual(hosts, string.Join(' ', selection.Hosts.Select(host => host.Id)));
        Assert.AreEqual(toCreate, string.Join(' ', selection.ToCreate));
        Assert.AreEqual(toCreate.Length == 0, cloud.Applied);
        Assert.AreEqual("production", cloud.Environment);
    }

    [TestMethod]
    public async Task A_check_warns_of_hosts_that_do_not_exist_yet()
    {
        var session = await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Check, Limit = ["new"] });
        var selection = await session.FindHostsAsync(TestContext.CancellationToken);

        var report = await session.RunAsync(selection, new Silence(), TestContext.CancellationToken);

        Assert.IsTrue(report.CheckOnly);
        Assert.IsEmpty(report.Results);
        Assert.AreEqual("The host new does not exist yet: a run would create it and then bootstrap it.", report.Warnings.Single());
    }

    [TestMethod]
    public async Task Hosts_of_the_front_end_replace_the_cloud_providers()
    {
        var session = await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Run, Hosts = [new Host { Id = "z" }, new Host { Id = "y" }], Limit = ["y"] });

        var selection = await session.FindHostsAsync(TestContext.CancellationToken);

        Assert.AreEqual("y", selection.Hosts.Single().Id);
        Assert.IsFalse(cloud.Applied);
    }

    [TestMethod]
    public async Task A_secret_of_the_cloud_provider_is_needed_only_to_ask_it()
    {
        cloud.SecretVariable = "TOKEN";

        await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Validate });
        await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Run, Hosts = [new Host { Id = "z" }] });
        var exception = await Assert.ThrowsExactlyAsync<ConfigurationException>(() => OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.ListHosts }));

        Assert.Contains("TOKEN is not set", exception.Message);
    }

    [TestMethod]
    public async Task Somebody_must_know_the_hosts()
    {
        var exception = await Assert.ThrowsExactlyAsync<ConfigurationException>(() => OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Run }, "network: {provider: none}"));

        Assert.Contains("Where do the hosts come from?", exception.Message);
    }

    [TestMethod]
    public async Task An_empty_list_of_hosts_is_refused()
    {
        var session = await OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Run, Hosts = [] });

        await Assert.ThrowsExactlyAsync<ConfigurationException>(() => session.FindHostsAsync(TestContext.CancellationToken));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1025)]
    public async Task The_number_of_hosts_in_parallel_is_bounded(int parallel) => await Assert.ThrowsExactlyAsync<ConfigurationException>(
        () => OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Run, MaxParallelHosts = parallel }));

    [TestMethod]
    [DataRow("")]
    [DataRow("a b")]
    [DataRow("-x")]
    [DataRow("../a")]
    public async Task An_environment_is_a_plain_name(string environment) => await Assert.ThrowsExactlyAsync<ConfigurationException>(
        () => OpenAsync(new BootstrapRequest { Purpose = BootstrapPurpose.Run, Environment = environment }));

    private async Task<BootstrapSession> OpenAsync(BootstrapRequest request, string yaml = "cloud: {provider: fake}\nnetwork: {provider: none}")
    {
        var directory = Directory.CreateTempSubdirectory("stagecraft");
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, "stagecraft.yml"), yaml, TestContext.CancellationToken);
        try
        {
            var surroundings = Config.Surroundings() with
            {
                CurrentDirectory = directory.FullName,
                Connect = _ => connector,
                Providers = ProviderRegistry.BuiltIn with
                {
                    Cloud = new Dictionary<string, Func<SettingsSection, ICloudProvider>>(StringComparer.Ordinal) { ["fake"] = cloud.Configured },
                },
            };
            return await BootstrapSession.OpenAsync(request, surroundings, TestContext.CancellationToken);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private sealed class Silence : IBootstrapObserver;
}
