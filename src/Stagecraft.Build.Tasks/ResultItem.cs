using Microsoft.Build.Framework;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Build.Tasks;

/// <summary>Converts a result to an item of <c>@(BootstrapResult)</c>.</summary>
internal static class ResultItem
{
    /// <summary>The value of <see cref="KnownNames.Result.Status"/> for a ready host.</summary>
    public static string Success { get; } = ReportWords.Of(HostStatus.Success);

    /// <param name="host">The host.</param>
    /// <param name="source">The host's item. Its metadata that are not ours are copied.</param>
    /// <param name="result">The result of the host.</param>
    /// <param name="checkOnly">Whether the run was in check mode.</param>
    public static ITaskItem Create(Host host, ITaskItem source, HostResult result, bool checkOnly)
    {
        var item = LiteralItem.Create(host.Id, Metadata(host, result, checkOnly));
        foreach (var (name, value) in HostItem.OwnMetadata(source)) item.SetMetadata(name, value);
        item.SetMetadata(KnownNames.Result.Warnings, LiteralItem.List(result.Warnings));
        return item;
    }

    public static bool IsReady(ITaskItem item) =>
        item.GetMetadata(KnownNames.Result.Status) == Success && item.GetMetadata(KnownNames.Result.CheckOnly) == Flag(false) && !SkipsJoin(item);

    /// <summary>True for a host that was only prepared, and is not in the network.</summary>
    public static bool SkipsJoin(ITaskItem item) => item.GetMetadata(KnownNames.Result.NetworkJoin) == ReportWords.Of(StepOutcome.Skipped);

    private static (string Name, string? Value)[] Metadata(Host host, HostResult result, bool checkOnly) =>
    [
        .. HostItem.Metadata(host),
        (KnownNames.Host.Name, result.Name),
        (KnownNames.Result.Status, ReportWords.Of(result.Status)),
        (KnownNames.Result.Changed, Flag(result.Changed)),
        (KnownNames.Result.WouldChange, Flag(result.WouldChange)),
        (KnownNames.Result.CheckOnly, Flag(checkOnly)),
        (KnownNames.Result.ErrorCode, result.ErrorCode?.Id),
        (KnownNames.Result.DiagnosticCode, result.ErrorCode?.DiagnosticId),
        (KnownNames.Result.HelpLink, result.ErrorCode?.HelpLink),
        (KnownNames.Result.Message, result.Message),
        (KnownNames.Result.Fqdn, result.Facts.Fqdn),
        (KnownNames.Result.NetworkIPv4, result.Facts.NetworkIPv4),
        (KnownNames.Result.NetworkIPv6, result.Facts.NetworkIPv6),
        (KnownNames.Result.NetworkJoin, result.Steps.FirstOrDefault(step => step.Name == StepName.NetworkJoin) is { } join ? ReportWords.Of(join.Outcome) : null),
        (KnownNames.Result.DockerVersion, result.Facts.DockerVersion),
        (KnownNames.Result.ComposeVersion, result.Facts.ComposeVersion),
    ];

    private static string Flag(bool value) => value ? "true" : "false";
}
