using System.Security.Cryptography;
using System.Text;

namespace Stagecraft.Bootstrap.Results;

/// <summary>The machine and the network node that a host turned out to be. Two hosts of a run that share either of them are the same host.</summary>
public sealed record HostIdentity
{
    // Like /etc/machine-id: 128 bits in hexadecimal digits.
    private const int MachineDigits = 32;

    /// <summary>A digest of the values that identify a machine. Null if the host did not report them.</summary>
    public string? Machine { get; init; }

    /// <summary>The node's id in the network. Null until it is known.</summary>
    public string? Node { get; init; }

    /// <summary>Computes the digest that identifies a running system. Null if a part is missing.</summary>
    /// <param name="machineId">The content of <c>/etc/machine-id</c>. Machines created from the same template may share it.</param>
    /// <param name="bootId">The kernel's random id of this boot. Containers on one kernel share it.</param>
    /// <param name="initStart">The start time of process 1, in clock ticks since that boot.</param>
    /// <remarks>A digest, because a machine id is confidential: https://man7.org/linux/man-pages/man5/machine-id.5.html</remarks>
    public static string? DigestOfMachine(string machineId, string bootId, string initStart) =>
        machineId.Length == 0 || bootId.Length == 0 || initStart.Length == 0
            ? null
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"stagecraft {machineId} {bootId} {initStart}")))[..MachineDigits];
}
