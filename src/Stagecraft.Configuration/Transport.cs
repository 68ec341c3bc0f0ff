using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Ssh;

namespace Stagecraft.Configuration;

/// <summary>The transport of every real run.</summary>
internal static class Transport
{
    public static IHostConnector Connect(SshOptions options) => SshConnector.Create(options);
}
