using Renci.SshNet;
using Stagecraft.Bootstrap.Ssh.Bastions;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>An SSH.NET client with what it does not dispose of itself. All of it blocks, disposal too.</summary>
internal sealed class SshSession(SshClient client, IReadOnlyList<AuthenticationMethod> methods, Tunnel? tunnel) : IDisposable
{
    public SshClient Client { get; } = client;

    public void Dispose()
    {
        Client.Dispose();
        foreach (var method in methods)
            method.Dispose();
        tunnel?.Dispose();
    }
}
