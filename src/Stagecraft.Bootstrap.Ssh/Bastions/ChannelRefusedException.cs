namespace Stagecraft.Bootstrap.Ssh.Bastions;

/// <summary>A bastion did not connect to a host behind it.</summary>
internal sealed class ChannelRefusedException(uint reason, string? description) : Exception(description)
{
    // RFC 4254, section 5.1
    private const uint AdministrativelyProhibited = 1;

    /// <summary>True if forwarding is not allowed; false if the connection attempt failed.</summary>
    public bool IsProhibited => reason == AdministrativelyProhibited;
}
