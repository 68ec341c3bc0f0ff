namespace Stagecraft.Lab.Tests.Faults;

/// <summary>Entries for one host, and hosts that only look like one.</summary>
internal static class IdentityFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("one host listed twice, with two addresses")
        {
            Again = 212,
            Inject = "ip address add \"$(ip -4 -o address show host0 | sed 's/.* inet \\([0-9.]*\\)\\.[0-9]*\\/.*/\\1/').212/24\" dev host0",
            Outcome = "host_duplicate",
            Says = "This is the same machine as app-1 (10.213.",
            Heal = "ip -4 -o address show host0 | sed -n 's/.* inet \\([0-9.]*\\.212\\)\\/.*/\\1/p' | while read -r again; do ip address del \"$again/24\" dev host0; done",
            Note = "the host with the second address fails too, and each message names the other host. The next run does not list it.",
        },
        new("same machine-id as another host (both from one template)")
        {
            Inject = new HostAction(async host =>
            {
                var other = (await Lab.OnHostAsync(1, "cat /etc/machine-id")).Trim();
                await Lab.OnHostAsync(host, $"cp -n /etc/machine-id /run/fault-machine-id; echo {other} >/etc/machine-id");
            }),
            Outcome = Fault.Success,
            Says = "",
            Heal = "[ ! -e /run/fault-machine-id ] || { cat /run/fault-machine-id >/etc/machine-id; rm /run/fault-machine-id; }",
        },
    ];
}
