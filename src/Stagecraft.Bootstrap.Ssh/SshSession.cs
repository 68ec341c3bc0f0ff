using Renci.SshNet;
using Stagecraft.Bootstrap.Ssh.Bastions;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>An SSH.NET client, and the objects that it does not dispose. All members block, including disposal.</summary>
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
