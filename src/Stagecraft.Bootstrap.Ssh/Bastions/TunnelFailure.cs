using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Ssh.Bastions;

/// <summary>Describes a connection failure in a tunnel through a bastion: the hop and the reason.</summary>
internal static class TunnelFailure
{
    private const string CheckHost = "Check the host's address and SSH port as seen from the bastion, that the host is up, and that no firewall blocks the connection.";

    /// <summary>Null if the tunnel is open, because then the host itself failed.</summary>
    public static HostFailureException? Of(Tunnel tunnel, SshTarget target, TimeSpan timeout, Exception exception)
    {
        var bastion = target.Through!;
        return tunnel switch
        {
            { IsLost: true } => new HostFailureException(
                ErrorCode.SshConnectionLost,
                $"The connection to {bastion.Endpoint} was lost while connecting through it to {target.Socket}.",
                "Check that the bastion is up, then run again.",
                exception),
            { Failure: ChannelRefusedException { IsProhibited: true } refused } => Prohibited(bastion, target.Socket, refused),
            { Failure: ChannelRefusedException refused } => new HostFailureException(
                ErrorCode.SshUnreachable,
                $"{target.Socket} cannot be reached from {bastion.Endpoint}: {SafeText.Line(refused.Message).TrimEnd('.')}.",
                CheckHost,
                exception),
            { IsOpen: false } => new HostFailureException(
                ErrorCode.SshUnreachable,
                $"{target.Socket} cannot be reached from {bastion.Endpoint}: no answer within {timeout.TotalSeconds:0.###} s.",
                CheckHost,
                exception),
            _ => null,
        };
    }

    public static HostFailureException Prohibited(SshTarget bastion, string host, ChannelRefusedException refused) => new(
        ErrorCode.SshUnreachable,
        $"{bastion.EndpointFirst} does not allow connections through it to {host}.",
        "Allow TCP forwarding in the bastion's sshd_config (AllowTcpForwarding, PermitOpen, DisableForwarding) and in that user's authorized_keys.",
        refused);
}
