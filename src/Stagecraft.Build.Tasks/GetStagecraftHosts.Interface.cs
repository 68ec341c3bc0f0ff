using Microsoft.Build.Framework;

namespace Stagecraft.Build.Tasks;

public sealed partial class GetStagecraftHosts
{
    /// <summary>The environment to request from the cloud provider, such as <c>production</c>; empty for none.</summary>
    public string EnvironmentName { get; set; } = "";

    /// <summary>Absolute path of a hosts document to read instead of using the cloud provider; empty for none.</summary>
    public string HostsFile { get; set; } = "";

    /// <summary>The ids, names or roles of the hosts to leave out, with the wildcards <c>*</c> and <c>?</c>. They are not created either.</summary>
    public string[] Exclude { get; set; } = [];

    /// <summary>Creates no hosts. Hosts that do not exist yet are listed in <see cref="HostsToCreate"/>.</summary>
    public bool CheckOnly { get; set; }

    /// <summary>Reports a host that cannot be bootstrapped as a warning instead of an error.</summary>
    public bool ContinueOnHostFailure { get; set; }

    /// <summary>Whether a problem of a host was reported as an error. The task still succeeds, and the build must fail at its end.</summary>
    [Output]
    public bool HasReportedErrors { get; private set; }

    /// <summary>The hosts, sorted by id (ordinal), as <see cref="BootstrapHosts.Hosts"/> takes them.</summary>
    [Output]
    public ITaskItem[] Hosts { get; private set; } = [];

    /// <summary>Names of hosts that would be created; always empty unless <see cref="CheckOnly"/>.</summary>
    [Output]
    public ITaskItem[] HostsToCreate { get; private set; } = [];
}
