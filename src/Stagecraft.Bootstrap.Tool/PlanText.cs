using Stagecraft.Configuration;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Writes the plan of infra-up as text: the hosts, and a summary line.</summary>
internal static class PlanText
{
    public static string Write(HostSelection selection)
    {
        var existing = selection.Hosts.Count == 1 ? "1 host exists" : $"{selection.Hosts.Count} hosts exist";
        var impossible = selection.Impossible.Count == 0 ? "" : $", {selection.Impossible.Count} cannot be created";
        return $"{HostsText.Write(selection)}\n{existing}, {selection.ToCreate.Count} would be created{impossible}.\n";
    }
}
