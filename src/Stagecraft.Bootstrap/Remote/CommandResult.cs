namespace Stagecraft.Bootstrap.Remote;

/// <summary>How a remote command ended. A null <paramref name="ExitStatus"/> means that it was killed by <paramref name="ExitSignal"/>.</summary>
/// <param name="ExitStatus">0 to 255, or null.</param>
/// <param name="ExitSignal">For example <c>TERM</c>, or null.</param>
/// <param name="Output">Standard output, at most 1 MiB. Of a longer output, the first and the last 512 KiB.</param>
/// <param name="Error">Standard error, with the same limit.</param>
public sealed record CommandResult(int? ExitStatus, string? ExitSignal, string Output, string Error);
