using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Hosts;

/// <summary>Why a host cannot be bootstrapped, if that is known before the connection. Only this host fails.</summary>
/// <param name="Observed">What is wrong, as a sentence.</param>
/// <param name="Remedy">What to do next, as a sentence.</param>
public sealed record HostProblem(string Observed, string Remedy)
{
    public ErrorCode Code { get; init; } = ErrorCode.CloudHostFailed;

    public override string ToString() => $"{Observed} {Remedy}";
}
