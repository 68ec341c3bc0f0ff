using Stagecraft.Bootstrap;

namespace Stagecraft.Testing;

/// <summary>A network in which every host is already, and that warns of those with the role <see cref="Warned"/>.</summary>
public sealed class WarningNetwork : INetworkProvider
{
    public const string Warned = "warned";

    /// <summary>With what means something to MSBuild, to Markdown and to a build server.</summary>
    public const string First = "The clock is slow; 100%3b of <it> * \\ ' \" $(HOME) @(i) ?";

    public const string Second = "::error::No time server | answers.";

    public IReadOnlyList<Secret> Secrets => [];

    public RemoteScript? FirstQuestion(Host host) => null;

    public BundledPackages? MissingPackages(HostSession session) => null;

    public Task<string> EnsureInstalledAsync(HostSession session, CancellationToken cancellationToken) => Task.FromResult("installed");

    public Task<string> EnsureJoinedAsync(HostSession session, CancellationToken cancellationToken)
    {
        if (session.Host.Role == Warned)
        {
            session.Warn(First);
            session.Warn(Second);
            session.Warn(First);
        }

        return Task.FromResult("joined");
    }

    public string? NodeFqdn(Host host) => null;
}
