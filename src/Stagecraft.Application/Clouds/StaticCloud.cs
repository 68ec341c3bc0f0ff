using Stagecraft.Bootstrap;
using Stagecraft.Configuration;

namespace Stagecraft.Application;

/// <summary>The provider <c>static</c>: existing hosts, listed in <c>stagecraft.yml</c>.</summary>
internal sealed class StaticCloud(IReadOnlyList<Host> hosts) : ICloudProvider
{
    public const string ProviderId = "static";

    private const string HostsKey = "hosts";

    public static StaticCloud Create(SettingsSection settings)
    {
        IReadOnlyList<Host> hosts = [];
        if (settings.Node(HostsKey) is { } node)
        {
            hosts = HostsReader.Read(node, $"{settings.Path}.{HostsKey}", settings.Context);
            if (node is SettingsSequence { Items: [] } or SettingsMapping { Entries: [] })
                settings.Reject(HostsKey, "has no hosts. Add one, such as {id: app-1, publicIp: 203.0.113.7}.");
        }
        else
        {
            settings.Reject(HostsKey, "is required. Set it to a list such as [{id: app-1, publicIp: 203.0.113.7}].");
        }

        settings.RejectUnknownKeys();
        return new StaticCloud(hosts);
    }

    /// <summary>The hosts of the configuration file, without a check of anything else in it. None if it names another provider.</summary>
    public static IReadOnlyList<Host> Listed(SettingsMapping file)
    {
        var cloud = new SettingsSection("", file, SettingsContext.ForDocument()).Section("cloud");
        return cloud?.Text("provider") == ProviderId && cloud.Section("providers")?.Section(ProviderId)?.Node(HostsKey) is { } node
            ? HostsReader.Read(node, HostsKey, cloud.Context)
            : [];
    }

    /// <summary>The hosts of the list.</summary>
    public IReadOnlyList<Host> Hosts => hosts;

    public Task<CloudPlan> PlanAsync(string? environment, IProgress<string> progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Ignoring the name could bootstrap production when staging was requested.
        return environment is null
            ? Task.FromResult(new CloudPlan(HostList.Sort(hosts), []))
            : throw new ConfigurationException(
                $"The cloud provider '{ProviderId}' has a single list of hosts and does not support environments, so '{environment}' cannot be selected. "
                + "Omit the environment, or use one configuration file per environment.");
    }

    public Task<IReadOnlyList<Host>> ApplyAsync(CloudPlan plan, IProgress<string> progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(plan.Existing);
    }
}
