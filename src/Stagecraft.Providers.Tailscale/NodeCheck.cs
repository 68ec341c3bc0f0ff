using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Providers.Tailscale;

/// <summary>What a node must be to count as joined, and what is said when it is not.</summary>
internal static class NodeCheck
{
    /// <summary>No login, an ended one, or an expired one. A node that has a key and no state yet only waits for its control server.</summary>
    public static bool NeedsLogin(TailscaleStatus status) =>
        status.BackendState == "NeedsLogin" || (status.BackendState == "NoState" && !status.HaveNodeKey);

    public static bool HasName(TailscaleStatus status, TailscaleNode node) =>
        string.Equals(status.HostName, node.Name, StringComparison.OrdinalIgnoreCase);

    public static IReadOnlyList<string> MissingTags(TailscaleStatus status, TailscaleNode node) =>
        [.. node.Tags.Except(status.Tags, StringComparer.Ordinal)];

    /// <summary>A node of another tailnet belongs to somebody: it is never taken away by force.</summary>
    public static void RefuseOtherTailnet(TailscaleStatus status, TailscaleOptions options)
    {
        if (status.Tailnet.Length > 0 && !IsRightTailnet(status, options))
            throw new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                $"The host is in the tailnet {SafeText.Line(status.Tailnet)}, not in {options.TailnetDomain}.",
                "If tailnet_domain is right and the host may leave the other tailnet, run 'tailscale logout' on it first; bootstrap never does that.");
    }

    public static void RequireRunning(TailscaleStatus status, TailscaleOptions options)
    {
        var health = status.Health.Length > 0 ? $": {status.Health}" : "";
        switch (status.BackendState)
        {
            case "Running" when IsRightTailnet(status, options):
                return;
            case "Running":
                RefuseOtherTailnet(status, options);
                throw new HostFailureException(
                    ErrorCode.NetworkJoinFailed,
                    $"Tailscale runs, but the client does not say in which tailnet{health}.",
                    "See 'tailscale status --json' on the host; upgrade a client that is older than 1.34 (install.min_version).");
            case "NeedsMachineAuth":
                throw new HostFailureException(
                    ErrorCode.NetworkJoinFailed,
                    "The host has joined, and waits for an administrator's approval.",
                    options.IsHeadscale
                        ? "Approve it on the control server and run again; see 'headscale nodes list' and 'headscale nodes register'."
                        : "Approve it in the tailnet's admin console (Machines) and run again; a pre-approved auth key needs no approval.");
            default:
                if (JoinFailure.Explained(status, options) is { } explained) throw explained;
                throw new HostFailureException(
                    ErrorCode.NetworkJoinFailed,
                    $"Tailscale does not come up; it is in the state {SafeText.Line(status.BackendState)}{health}.",
                    "See 'tailscale status' on the host, and whether it reaches its control server (DNS, firewall).");
        }
    }

    /// <summary>For a node that cannot be given tags now.</summary>
    public static void RequireTags(TailscaleStatus status, TailscaleNode node, string why)
    {
        if (MissingTags(status, node) is { Count: > 0 } missing)
            throw new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                $"The node lacks {string.Join(", ", missing)}, and {why}.",
                "Check DNS, firewall and proxy on the host, or the control server, then run again.");
    }

    /// <exception cref="HostFailureException"><c>network_join_failed</c>, with the first thing that is not as it must be.</exception>
    public static void Require(TailscaleStatus status, TailscaleNode node, TailscaleOptions options)
    {
        RequireRunning(status, options);
        if (MissingTags(status, node) is { Count: > 0 } missing)
            throw new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                $"The node lacks {string.Join(", ", missing)}; it is in the tailnet with {(status.Tags.Count > 0 ? SafeText.Line(string.Join(", ", status.Tags)) : "no tag")}.",
                options.IsHeadscale
                    ? $"The auth key in {options.AuthKeySource} must carry all of them: create one with 'headscale preauthkeys create --reusable --tags {string.Join(',', node.Tags)}' and run again. A node that has tags keeps them: use 'headscale nodes tag -i {status.NodeId} -t {string.Join(',', node.Tags)}'."
                    : $"Create the auth key in {options.AuthKeySource} with these tags, or give them to the node in the admin console.");
        if (!string.Equals(status.DnsName, node.Fqdn, StringComparison.OrdinalIgnoreCase))
            throw new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                $"The node's name in the tailnet is {SafeText.Line(status.DnsName)}, not {node.Fqdn}: another node has that name, or it was renamed {(options.IsHeadscale ? "on the control server" : "in the admin console")}.",
                options.IsHeadscale
                    ? $"On the control server, 'headscale nodes list' shows which node is {node.Name} now. Remove it with 'headscale nodes delete -i ID' if it is a host that is gone, and name this one with 'headscale nodes rename -i {status.NodeId} {node.Name}'."
                    : $"In the admin console (Machines) remove or rename the node that is {node.Name} now, and give this one that name.");
        if (!HasName(status, node))
            throw new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                $"The node still goes by the host name '{SafeText.Line(status.HostName)}', not '{node.Name}'.",
                $"Run 'tailscale set --hostname={node.Name}' on the host and see what it says.");
    }

    private static bool IsRightTailnet(TailscaleStatus status, TailscaleOptions options) =>
        string.Equals(status.Tailnet, options.TailnetDomain, StringComparison.OrdinalIgnoreCase);
}
