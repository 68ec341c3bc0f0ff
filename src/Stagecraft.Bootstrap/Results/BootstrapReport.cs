namespace Stagecraft.Bootstrap.Results;

/// <summary>The result of a run: one result per host, in host order. Contains no times or other values that vary from run to run.</summary>
public sealed record BootstrapReport(bool CheckOnly, IReadOnlyList<HostResult> Results, IReadOnlyList<string> Warnings)
{
    public int Succeeded => Count(HostStatus.Success);

    public int Failed => Count(HostStatus.Failed);

    public int Skipped => Count(HostStatus.Skipped);

    public int Changed => Results.Count(result => result.Changed);

    public int WouldChange => Results.Count(result => result.WouldChange);

    private int Count(HostStatus status) => Results.Count(result => result.Status == status);
}
