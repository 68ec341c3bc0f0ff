using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Remote;

namespace Stagecraft.Bootstrap.Docker;

/// <summary>Docker Engine and Compose v2 answer on the host: detect, decide, change, verify.</summary>
internal sealed class DockerStep(DockerOptions options)
{
    public RemoteScript? Question => options.Enabled ? RemoteScript.Load(typeof(DockerStep).Assembly, "docker-detect") : null;

    public Task<string> RunAsync(HostSession session, CancellationToken cancellationToken) => throw new NotSupportedException();
}
