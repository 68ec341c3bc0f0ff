namespace Stagecraft.Lab.Tests.Faults;

/// <summary>A section of the matrix; <paramref name="Source"/> is the type that lists its rows.</summary>
internal sealed record FaultGroup(string Title, string Source, IReadOnlyList<Fault> Faults);
