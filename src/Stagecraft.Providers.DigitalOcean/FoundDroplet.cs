using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Providers.DigitalOcean.Api;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>A configured droplet that exists.</summary>
/// <param name="Droplet">The state reported by DigitalOcean.</param>
/// <param name="Problem">How it differs from the configuration; null if it matches.</param>
internal sealed record FoundDroplet(Droplet Droplet, HostProblem? Problem);
