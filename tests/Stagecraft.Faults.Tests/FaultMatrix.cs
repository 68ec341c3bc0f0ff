namespace Stagecraft.Lab.Tests.Faults;

/// <summary>Every row, in the page's order.</summary>
internal static class FaultMatrix
{
    public static IReadOnlyList<FaultGroup> Groups { get; } =
    [
        new("Reaching the host", nameof(ConnectionFaults), ConnectionFaults.All),
        new("Identity of the host", nameof(IdentityFaults), IdentityFaults.All),
        new("The account and its shell", nameof(AccountFaults), AccountFaults.All),
        new("Interrupted runs", nameof(InterruptionFaults), InterruptionFaults.All),
        new("Packages", nameof(PackageFaults), PackageFaults.All),
        new("Other people's packages, hooks and sources", nameof(NeighborFaults), NeighborFaults.All),
        new("Files", nameof(FileFaults), FileFaults.All),
        new("Docker", nameof(DockerFaults), DockerFaults.All),
        new("Tailscale", nameof(NetworkFaults), NetworkFaults.All),
        new("Commands that misbehave", nameof(CommandFaults), CommandFaults.All),
    ];

    public static IEnumerable<Fault> All => Groups.SelectMany(group => group.Faults);

    public static Fault Find(string name) => All.Single(fault => fault.Name == name);
}
