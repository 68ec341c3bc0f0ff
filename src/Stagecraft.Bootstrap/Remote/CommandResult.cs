namespace Stagecraft.Bootstrap.Remote;

/// <summary>How a remote command ended. A null <paramref name="ExitStatus"/> means it was killed; <paramref name="ExitSignal"/> tells by what.</summary>
/// <param name="ExitStatus">0 to 255, or null.</param>
/// <param name="ExitSignal">For example <c>TERM</c>, or null.</param>
/// <param name="Output">Standard output, at most 1 MiB: of more, the first and the last half.</param>
/// <param name="Error">Standard error, likewise.</param>
public sealed record CommandResult(int? ExitStatus, string? ExitSignal, string Output, string Error);
