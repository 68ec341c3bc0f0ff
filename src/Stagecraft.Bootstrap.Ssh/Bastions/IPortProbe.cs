using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Ssh.Bastions;

/// <summary>Asks whether ports take connections; says nothing on them.</summary>
public interface IPortProbe : IAsyncDisposable
{
    /// <summary>Whether the port takes connections now, asked once.</summary>
    /// <exception cref="HostFailureException">It cannot be asked, and no wait would help.</exception>
    Task<bool> AcceptsAsync(string address, int port, CancellationToken cancellationToken);
}
