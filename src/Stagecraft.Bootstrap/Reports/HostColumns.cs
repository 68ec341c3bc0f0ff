namespace Stagecraft.Bootstrap.Reports;

/// <summary>A column of the hosts in the reports for people.</summary>
/// <param name="Heading">The heading, in the case of a title.</param>
/// <param name="Cell">The value of a host. Null if the host has none.</param>
/// <param name="IsWord">Whether the values are words of this program. All other values are untrusted text.</param>
internal sealed record HostColumn(string Heading, Func<HostResult, string?> Cell, bool IsWord = false);

/// <summary>The columns of the hosts, in the order of all reports for people.</summary>
internal static class HostColumns
{
    public static readonly HostColumn Name = new("Host", host => host.Name);

    public static readonly HostColumn Address = new("Address", host => host.PublicIp);

    public static readonly HostColumn State = new("State", host => HostSummary.Word(HostSummary.State(host)), IsWord: true);

    public static readonly HostColumn Changed = new("Changed", host => host.Changed ? "yes" : "no", IsWord: true);

    public static readonly HostColumn NetworkIPv4 = new("Network IPv4", host => host.Facts.NetworkIPv4);

    public static readonly HostColumn NetworkIPv6 = new("Network IPv6", host => host.Facts.NetworkIPv6);

    /// <summary>The columns of addresses, for which a terminal has no room.</summary>
    public static readonly IReadOnlyList<HostColumn> Addresses = [Address, NetworkIPv4, NetworkIPv6];

    /// <summary>What the host is, and how its run ended.</summary>
    public static readonly IReadOnlyList<HostColumn> Results =
    [
        Name,
        new("Id", host => host.HostId),
        new("Role", host => host.Role),
        Address,
        State,
        Changed,
    ];

    /// <summary>What the run found on the host.</summary>
    public static readonly IReadOnlyList<HostColumn> Facts =
    [
        new("Docker", host => host.Facts.DockerVersion),
        new("Compose", host => host.Facts.ComposeVersion),
        new("FQDN", host => host.Facts.Fqdn),
        NetworkIPv4,
        NetworkIPv6,
    ];

    public static readonly IReadOnlyList<HostColumn> All = [.. Results, .. Facts];

    /// <summary>The columns of a report. A check changes nothing, so it does not have the column for changes.</summary>
    public static IReadOnlyList<HostColumn> Of(BootstrapReport report) => [.. All.Where(column => column != Changed || !report.CheckOnly)];

    /// <summary>The columns of a report with the state next to the name, because the right side of a wide table may not be visible.</summary>
    public static IReadOnlyList<HostColumn> StateFirst(BootstrapReport report) => [Name, State, .. Of(report).Except([Name, State])];
}
