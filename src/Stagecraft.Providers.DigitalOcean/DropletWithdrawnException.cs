using Stagecraft.Bootstrap.Hosts;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>DigitalOcean accepted a droplet and later withdrew it, because it could not be placed.</summary>
internal sealed class DropletWithdrawnException(HostProblem problem) : Exception(problem.ToString())
{
    public HostProblem Problem => problem;
}
