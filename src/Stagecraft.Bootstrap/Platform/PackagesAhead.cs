using Stagecraft.Bootstrap.Remote;

namespace Stagecraft.Bootstrap.Platform;

/// <summary>
/// Packages of a later step that an earlier step installs together with its own. Both then need only one index update and
/// one run of dpkg. If that fails, the later step finds nothing installed and installs them itself.
/// </summary>
/// <param name="Description">The change in the words of the later step, for example <c>install the client</c>.</param>
/// <param name="Source">Sets up the package source, and nothing else.</param>
/// <param name="Timeout">The limit for setting up the source.</param>
/// <param name="Packages">The package names. They contain no commas.</param>
public sealed record PackagesAhead(string Description, RemoteScript Source, TimeSpan Timeout, IReadOnlyList<string> Packages);
