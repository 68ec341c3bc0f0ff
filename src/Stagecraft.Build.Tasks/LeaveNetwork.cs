using Stagecraft.Application;

namespace Stagecraft.Build.Tasks;

/// <summary>
/// Takes hosts out of their network. It has the parameters of <see cref="BootstrapHosts"/>, and its results are in the same
/// form: <c>success</c> means that the host is not in the network. No host becomes ready.
/// </summary>
public partial class LeaveNetwork : BootstrapHosts
{
    private protected override BootstrapRequest Request(BootstrapRequest request) => request with
    {
        Purpose = CheckOnly ? BootstrapPurpose.CheckLeave : BootstrapPurpose.Leave,
        Limit = Limit,
    };
}
