using Stagecraft.Bootstrap;

namespace Stagecraft.Application;

/// <summary>The hosts selected for a session.</summary>
/// <param name="Hosts">Sorted by id.</param>
/// <param name="ToCreate">Names of hosts that do not exist yet and that a run would create. Always empty in a run.</param>
internal sealed record HostSelection(IReadOnlyList<Host> Hosts, IReadOnlyList<string> ToCreate)
{
    /// <summary>Hosts that do not exist and cannot be created, each with its problem. In a run and in a check, they are included in <see cref="Hosts"/>.</summary>
    public IReadOnlyList<Host> Impossible { get; init; } = [];

    /// <summary>Whether <see cref="Hosts"/> come from a document or the configuration, so that no one has checked that they exist.</summary>
    public bool IsOnlyListed { get; init; }

    /// <summary>All hosts with a known problem.</summary>
    public IEnumerable<Host> Problematic => Hosts.Concat(Impossible).Where(host => host.Problem is not null);
}
