using Stagecraft.Bootstrap;

/// <summary>A network that the cloud provides: there is nothing to install, and a host is in it if its interface has an address.</summary>
internal sealed class PrivateNetwork(string interfaceName) : INetworkProvider
{
    private readonly RemoteScript probe = RemoteScript.Load(typeof(PrivateNetwork).Assembly, "private-network").With(interfaceName);

    public IReadOnlyList<Secret> Secrets => [];

    public RemoteScript? FirstProbe(Host host) => probe;

    public Task<string> EnsureInstalledAsync(HostSession session, CancellationToken cancellationToken) => Task.FromResult("nothing to install");

    public async Task<string> EnsureJoinedAsync(HostSession session, CancellationToken cancellationToken)
    {
        var answer = await session.ProbeAsync(probe, cancellationToken);
        return answer["address"] is { Length: > 0 } address
            ? $"{address} on {interfaceName}"
            : throw new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                $"The host has no address on {interfaceName}.",
                "Attach the host to the private network, then run again.");
    }
}
