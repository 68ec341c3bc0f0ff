using Microsoft.Build.Framework;

namespace Stagecraft.Build.Tasks;

public sealed partial class VerifyBootstrappedHosts
{
    /// <summary>Every host that must be ready.</summary>
    public ITaskItem[] Hosts { get; set; } = [];

    /// <summary>The <see cref="BootstrapHosts.Results"/> of this build.</summary>
    public ITaskItem[] Results { get; set; } = [];

    /// <summary>The results of <see cref="LeaveNetwork"/> in this build. A host that has bootstrapped since is in <see cref="Results"/> too.</summary>
    public ITaskItem[] Left { get; set; } = [];
}
