using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Ssh.Bastions;

/// <summary>Checks whether ports accept connections. Sends no data.</summary>
public interface IPortProbe : IAsyncDisposable
{
    /// <summary>Checks once whether the port accepts connections.</summary>
    /// <exception cref="HostFailureException">The port cannot be probed, and waiting would not help.</exception>
    Task<bool> AcceptsAsync(string address, int port, CancellationToken cancellationToken);
}
