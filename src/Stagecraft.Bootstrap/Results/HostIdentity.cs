using System.Security.Cryptography;
using System.Text;

namespace Stagecraft.Bootstrap.Results;

/// <summary>Which machine and which node of the network a host turned out to be. Two hosts of a run that share either are one.</summary>
public sealed record HostIdentity
{
    // As /etc/machine-id has it: 128 bits in hexadecimal digits.
    private const int MachineDigits = 32;

    /// <summary>A digest of what tells machines apart; null where the host did not say.</summary>
    public string? Machine { get; init; }

    /// <summary>The id by which the network knows the node; null before it is known.</summary>
    public string? Node { get; init; }

    /// <summary>The digest of what a running system is recognized by; null where a part is missing.</summary>
    /// <param name="machineId">The content of <c>/etc/machine-id</c>. Machines made from one template may share it.</param>
    /// <param name="bootId">The kernel's random id of this boot. Containers on one kernel share it.</param>
    /// <param name="initStart">When process 1 started, in clock ticks since that boot.</param>
    /// <remarks>A digest, because a machine id is not meant to leave its machine: https://man7.org/linux/man-pages/man5/machine-id.5.html</remarks>
    public static string? DigestOfMachine(string machineId, string bootId, string initStart) =>
        machineId.Length == 0 || bootId.Length == 0 || initStart.Length == 0
            ? null
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"stagecraft {machineId} {bootId} {initStart}")))[..MachineDigits];
}
