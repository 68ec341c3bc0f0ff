using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Remote;

/// <summary>Opens connections to hosts. Called for many hosts at once.</summary>
public interface IHostConnector
{
    /// <summary>Connects, checks the host key and authenticates, each within the connector's own time limits.</summary>
    /// <exception cref="HostFailureException">One of the <c>ssh_*</c> codes, <c>config_invalid</c> or <c>timed_out</c>.</exception>
    Task<IHostConnection> ConnectAsync(Host host, CancellationToken cancellationToken);

    /// <summary>Like the overload without <paramref name="waits"/>, and reports what the connection waits for, such as a person's confirmation or a host that is booting.</summary>
    Task<IHostConnection> ConnectAsync(Host host, Action<string> waits, CancellationToken cancellationToken) => ConnectAsync(host, cancellationToken);
}
