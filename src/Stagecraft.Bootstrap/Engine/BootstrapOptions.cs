using Stagecraft.Bootstrap.Docker;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Engine;

public sealed record BootstrapOptions
{
    /// <summary>The maximum number of hosts to work on at once, at least 1.</summary>
    public int MaxParallelHosts { get; init; } = 16;

    /// <summary>Check mode: runs the same code, but makes no changes.</summary>
    public bool CheckOnly { get; init; }

    public DockerOptions Docker { get; init; } = new();

    public BootstrapTimeouts Timeouts { get; init; } = new();

    /// <summary>Secrets, other than the network provider's, that are masked in all output of the engine.</summary>
    public IReadOnlyList<Secret> Secrets { get; init; } = [];

    /// <summary>Warnings about the run itself, which every report contains. For example, that host keys are not checked.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
