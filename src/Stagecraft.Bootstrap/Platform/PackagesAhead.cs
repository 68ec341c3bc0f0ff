using Stagecraft.Bootstrap.Remote;

namespace Stagecraft.Bootstrap.Platform;

/// <summary>
/// What a later step would install, for an earlier one to bring along: both then take one fetch of the indexes and one
/// run of dpkg. Where that does not work, the later step finds nothing and installs it itself.
/// </summary>
/// <param name="Description">The change as the later step tells it: <c>install the client</c>.</param>
/// <param name="Source">Sets up where the packages come from, and nothing else.</param>
/// <param name="Timeout">When the source counts as failed.</param>
/// <param name="Packages">Their names; words without a comma.</param>
public sealed record PackagesAhead(string Description, RemoteScript Source, TimeSpan Timeout, IReadOnlyList<string> Packages);
