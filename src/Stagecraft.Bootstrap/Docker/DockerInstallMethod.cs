namespace Stagecraft.Bootstrap.Docker;

public enum DockerInstallMethod
{
    /// <summary>Ubuntu's own packages, <c>docker.io</c> and <c>docker-compose-v2</c>.</summary>
    Apt,

    /// <summary>Docker's apt repository, <c>docker-ce</c> and its plugins.</summary>
    DockerCe,

    /// <summary>Installs nothing. A host without Docker fails.</summary>
    Skip,
}
