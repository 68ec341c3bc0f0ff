using Stagecraft.Bootstrap.Docker;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Engine;

public sealed record BootstrapOptions
{
    /// <summary>How many hosts are in flight at once, at least 1.</summary>
    public int MaxParallelHosts { get; init; } = 16;

    /// <summary>Check mode: the same code with every change withheld.</summary>
    public bool CheckOnly { get; init; }

    public DockerOptions Docker { get; init; } = new();

    public BootstrapTimeouts Timeouts { get; init; } = new();

    /// <summary>Secrets of others than the network provider that are masked in everything that leaves the engine.</summary>
    public IReadOnlyList<Secret> Secrets { get; init; } = [];

    /// <summary>Notes about the run itself that every report carries, for example that host keys are not checked.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
