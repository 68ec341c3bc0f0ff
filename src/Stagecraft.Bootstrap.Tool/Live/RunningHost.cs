namespace Stagecraft.Bootstrap.Tool.Live;

/// <summary>A host whose sequence has begun and not ended.</summary>
/// <param name="Name">Printable.</param>
/// <param name="Step">As reports name it.</param>
/// <param name="Elapsed">Since its sequence began.</param>
internal sealed record RunningHost(string Name, string Step, TimeSpan Elapsed);
