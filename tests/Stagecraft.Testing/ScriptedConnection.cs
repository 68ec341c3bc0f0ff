using Stagecraft.Bootstrap;

namespace Stagecraft.Testing;

internal sealed class ScriptedConnection(ScriptedHost host) : IHostConnection
{
    public string User => host.User;

    public Task<CommandResult> RunAsync(RemoteCommand command, CancellationToken cancellationToken) => host.RunAsync(command, cancellationToken);

    public ValueTask DisposeAsync()
    {
        host.Disposed++;
        return host.OnDispose();
    }
}
