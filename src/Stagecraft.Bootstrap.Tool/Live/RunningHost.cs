namespace Stagecraft.Bootstrap.Tool.Live;

/// <summary>A host that is being processed.</summary>
/// <param name="Name">Printable.</param>
/// <param name="Step">The name of the step, as in reports.</param>
/// <param name="Elapsed">The time since the host was started.</param>
internal sealed record RunningHost(string Name, string Step, TimeSpan Elapsed);
