namespace Stagecraft.Configuration;

/// <summary>What a session is for. Only the secrets that it takes are read.</summary>
public enum BootstrapPurpose
{
    /// <summary>Hosts are made by the cloud provider where they are missing, then bootstrapped.</summary>
    Run,

    /// <summary>Nothing is changed, neither in the cloud nor on a host.</summary>
    Check,

    /// <summary>Only the hosts are wanted; nothing is changed.</summary>
    ListHosts,

    /// <summary>Only the hosts are wanted; the cloud provider makes those that are missing.</summary>
    InfraUp,

    /// <summary>Only the configuration is read.</summary>
    Validate,
}
