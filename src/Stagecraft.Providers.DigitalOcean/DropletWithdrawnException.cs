using Stagecraft.Bootstrap.Hosts;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>A droplet was accepted and is gone: it could not be placed.</summary>
internal sealed class DropletWithdrawnException(HostProblem problem) : Exception(problem.ToString())
{
    public HostProblem Problem => problem;
}
