using Microsoft.Build.Framework;

namespace Stagecraft.Build.Tasks;

public sealed partial class GetStagecraftHosts
{
    /// <summary>The environment that the cloud provider is asked for, such as <c>production</c>; empty for none.</summary>
    public string EnvironmentName { get; set; } = "";

    /// <summary>Absolute path of a hosts document to read instead of asking the cloud provider; empty for none.</summary>
    public string HostsFile { get; set; } = "";

    /// <summary>Only asks: hosts that do not exist yet are not made, and are in <see cref="HostsToCreate"/>.</summary>
    public bool CheckOnly { get; set; }

    /// <summary>A host that cannot be bootstrapped is a warning instead of an error.</summary>
    public bool ContinueOnHostFailure { get; set; }

    /// <summary>Whether a host has a problem that was reported as an error. The task succeeds all the same; the build has to fail at its end.</summary>
    [Output]
    public bool HasReportedErrors { get; private set; }

    /// <summary>The hosts, sorted by id (ordinal), as <see cref="BootstrapHosts.Hosts"/> takes them.</summary>
    [Output]
    public ITaskItem[] Hosts { get; private set; } = [];

    /// <summary>Names of hosts that would be made; always empty unless <see cref="CheckOnly"/>.</summary>
    [Output]
    public ITaskItem[] HostsToCreate { get; private set; } = [];
}
