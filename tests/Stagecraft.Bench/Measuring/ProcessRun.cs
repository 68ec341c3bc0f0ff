namespace Stagecraft.Bench.Measuring;

/// <summary>A process that ran to its end.</summary>
internal sealed record ProcessRun(int ExitCode, string Output, string Errors, DateTimeOffset Began, DateTimeOffset Ended)
{
    /// <summary>The last lines of standard error that may explain a failure: no ready hosts, no lines of a host's transcript.</summary>
    public string Complaint => string.Join('\n', Errors.TrimEnd().Split('\n')
        .Where(line => !line.EndsWith(": ready, nothing to change", StringComparison.Ordinal) && !line.Contains(" | ", StringComparison.Ordinal))
        .TakeLast(3));
}
