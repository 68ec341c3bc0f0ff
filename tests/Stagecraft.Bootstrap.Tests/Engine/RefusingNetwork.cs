namespace Stagecraft.Bootstrap.Tests.Engine;

/// <summary>A network that refuses every host.</summary>
internal sealed class RefusingNetwork : INetworkProvider
{
    public IReadOnlyList<Secret> Secrets => [];

    public RemoteScript? FirstProbe(Host host) =>
        throw new HostFailureException(ErrorCode.ConfigInvalid, $"'{host.Name}' is not a name for this network.", "Rename the host.");

    public Task<string> EnsureInstalledAsync(HostSession session, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> EnsureJoinedAsync(HostSession session, CancellationToken cancellationToken) => throw new NotSupportedException();

    public string? NodeFqdn(Host host) => null;
}
