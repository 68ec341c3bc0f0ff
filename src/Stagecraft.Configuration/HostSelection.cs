using Stagecraft.Bootstrap.Hosts;

namespace Stagecraft.Configuration;

/// <summary>The hosts of a session.</summary>
/// <param name="Hosts">Sorted by id.</param>
/// <param name="ToCreate">Names of hosts that do not exist yet and that a run would have made. Always empty in a run.</param>
public sealed record HostSelection(IReadOnlyList<Host> Hosts, IReadOnlyList<string> ToCreate);
