using Microsoft.Build.Framework;

namespace Stagecraft.Build.Tasks;

public sealed partial class VerifyBootstrappedHosts
{
    /// <summary>Every host that must be ready.</summary>
    public ITaskItem[] Hosts { get; set; } = [];

    /// <summary>The <see cref="BootstrapHosts.Results"/> of this build.</summary>
    public ITaskItem[] Results { get; set; } = [];
}
