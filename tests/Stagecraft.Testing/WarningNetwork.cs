using Stagecraft.Bootstrap;

namespace Stagecraft.Testing;

/// <summary>A network that every host has already joined, and that warns about those with the role <see cref="Warned"/>.</summary>
public sealed class WarningNetwork : INetworkProvider
{
    public const string Warned = "warned";

    /// <summary>Text with special characters of MSBuild, Markdown and build servers.</summary>
    public const string First = "The clock is slow; 100%3b of <it> * \\ ' \" $(HOME) @(i) ?";

    public const string Second = "::error::No time server | answers.";

    public IReadOnlyList<Secret> Secrets => [];

    public RemoteScript? FirstProbe(Host host) => null;

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
