using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Providers.DigitalOcean.Api;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>A wanted droplet that exists.</summary>
/// <param name="Droplet">What DigitalOcean says of it.</param>
/// <param name="Problem">Why it is not what is wanted; null where it is.</param>
internal sealed record FoundDroplet(Droplet Droplet, HostProblem? Problem);
