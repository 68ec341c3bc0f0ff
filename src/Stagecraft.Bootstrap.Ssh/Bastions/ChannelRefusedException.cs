namespace Stagecraft.Bootstrap.Ssh.Bastions;

/// <summary>A bastion does not connect to a host behind it.</summary>
internal sealed class ChannelRefusedException(uint reason, string? description) : Exception(description)
{
    // RFC 4254, section 5.1
    private const uint AdministrativelyProhibited = 1;

    /// <summary>It may not; else it tried and could not.</summary>
    public bool IsProhibited => reason == AdministrativelyProhibited;
}
