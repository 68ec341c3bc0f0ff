namespace Stagecraft.Configuration;

/// <summary>The purpose of a session. It determines which secrets are read.</summary>
public enum BootstrapPurpose
{
    /// <summary>The cloud provider creates missing hosts; then all hosts are bootstrapped.</summary>
    Run,

    /// <summary>Reports what a run would change. Changes nothing in the cloud or on a host.</summary>
    Check,

    /// <summary>Lists the hosts. Changes nothing.</summary>
    ListHosts,

    /// <summary>Lists the hosts; the cloud provider creates missing ones.</summary>
    InfraUp,

    /// <summary>Reads only the configuration.</summary>
    Validate,
}
