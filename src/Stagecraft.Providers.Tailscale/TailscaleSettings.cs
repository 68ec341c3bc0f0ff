namespace Stagecraft.Providers.Tailscale;

/// <summary>Settings of a node, as <c>tailscale set</c> names them. A setting that is null, the default, stays as it is on the host.</summary>
public sealed record TailscaleSettings
{
    /// <summary>The value of <see cref="ExitNode"/> that uses no exit node.</summary>
    internal const string NoExitNode = "none";

    /// <summary>Whether the node runs Tailscale's SSH server.</summary>
    public bool? Ssh { get; init; }

    /// <summary>Whether the node uses the routes that other nodes advertise.</summary>
    public bool? AcceptRoutes { get; init; }

    /// <summary>Whether the node uses the tailnet's DNS configuration.</summary>
    public bool? AcceptDns { get; init; }

    /// <summary>The networks that the node offers to others, for example <c>10.0.0.0/24</c>. An empty list offers none.</summary>
    public IReadOnlyList<string>? AdvertiseRoutes { get; init; }

    /// <summary>Whether the node offers to be an exit node.</summary>
    public bool? AdvertiseExitNode { get; init; }

    /// <summary>The address, in the tailnet, of the exit node to use. <c>none</c> uses none.</summary>
    public string? ExitNode { get; init; }

    /// <summary>Whether the node rejects all connections from other nodes.</summary>
    public bool? ShieldsUp { get; init; }

    /// <summary>Whether the client updates itself.</summary>
    public bool? AutoUpdate { get; init; }

    /// <summary>True if no setting has a value.</summary>
    internal bool IsEmpty => this == Empty;

    /// <summary>True if the node forwards packets of others, so the host must forward IP.</summary>
    internal bool Forwards => AdvertiseRoutes is { Count: > 0 } || AdvertiseExitNode == true;

    private static readonly TailscaleSettings Empty = new();

    /// <summary>These settings, with those of <paramref name="other"/> that have a value in their place.</summary>
    internal TailscaleSettings With(TailscaleSettings other) => new()
    {
        Ssh = other.Ssh ?? Ssh,
        AcceptRoutes = other.AcceptRoutes ?? AcceptRoutes,
        AcceptDns = other.AcceptDns ?? AcceptDns,
        AdvertiseRoutes = other.AdvertiseRoutes ?? AdvertiseRoutes,
        AdvertiseExitNode = other.AdvertiseExitNode ?? AdvertiseExitNode,
        ExitNode = other.ExitNode ?? ExitNode,
        ShieldsUp = other.ShieldsUp ?? ShieldsUp,
        AutoUpdate = other.AutoUpdate ?? AutoUpdate,
    };
}
