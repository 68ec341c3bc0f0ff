using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Build.Tasks;

/// <summary>Gets the hosts from a document, or from the configured cloud provider, which creates missing ones.</summary>
public sealed partial class GetStagecraftHosts : StagecraftTask
{
    private protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var request = new BootstrapRequest
        {
            Purpose = CheckOnly ? BootstrapPurpose.ListHosts : BootstrapPurpose.InfraUp,
            ConfigFile = ConfigFile,
            Environment = EnvironmentName.Length == 0 ? null : EnvironmentName,
            HostsFile = HostsFile.Length == 0 ? null : HostsFile,
            Exclude = Exclude,
            Names = KnownNames.Properties.Request,
        };
        var session = await BootstrapSession.OpenAsync(request, RunEnvironment, cancellationToken);
        var selection = await session.FindHostsAsync(new BuildProgress(SafeLog, RunEnvironment.Mask), cancellationToken);

        Hosts = [.. HostList.Sort([.. selection.Hosts, .. selection.Impossible]).Select(HostItem.Create)];
        HostsToCreate = [.. selection.ToCreate.Select(name => LiteralItem.Create(name))];
        foreach (var name in selection.ToCreate)
            Diagnostics.RunWarning($"The host {SafeText.Line(name)} does not exist yet. A run would create and bootstrap it.");
        foreach (var host in selection.Problematic) Diagnostics.HostProblem(host, ContinueOnHostFailure);
        HasReportedErrors = selection.Problematic.Any() && !ContinueOnHostFailure;
        // Bootstrap continues with the other hosts.
        HasDoneItsWork = true;
        Summarize($"{ReportCounts.Hosts(Hosts.Length)}: {string.Join(", ", selection.Hosts.Select(host => SafeText.Line(host.Name)))}");
    }
}
