using Stagecraft.Bootstrap.Remote;

namespace Stagecraft.Bootstrap.Docker;

/// <summary>What has to be done on a host so that Docker is ready.</summary>
internal sealed record DockerChange(string Description, string Reason, RemoteScript Script);
