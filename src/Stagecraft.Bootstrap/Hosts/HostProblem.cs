using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Hosts;

/// <summary>Why a host cannot be bootstrapped, known before it is connected to. It fails with this, alone.</summary>
/// <param name="Observed">A sentence: what is wrong.</param>
/// <param name="Remedy">A sentence: what a person should do next.</param>
public sealed record HostProblem(string Observed, string Remedy)
{
    public ErrorCode Code { get; init; } = ErrorCode.CloudHostFailed;

    public override string ToString() => $"{Observed} {Remedy}";
}
