using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tailscale;

/// <summary>Checks that a node counts as joined, and reports what is wrong if it does not.</summary>
internal static class NodeVerification
{
    /// <summary>True if there is no login, or it has ended or expired. A node with a key but without a state only waits for its control server.</summary>
    public static bool NeedsLogin(TailscaleStatus status) =>
        status.BackendState == "NeedsLogin" || (status.BackendState == "NoState" && !status.HaveNodeKey);

    public static bool HasName(TailscaleStatus status, TailscaleNode node) =>
        string.Equals(status.HostName, node.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>True if the node is named NAME-1 or similar in the tailnet, because another node had the name first.</summary>
    public static bool HasNumberedName(TailscaleStatus status, TailscaleNode node)
    {
        var label = status.DnsName.Split('.')[0];
        return label.Length > node.Name.Length + 1
            && label.StartsWith(node.Name + "-", StringComparison.OrdinalIgnoreCase)
            && !label.AsSpan(node.Name.Length + 1).ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>The failure of a node whose name another node has, which does not meet the conditions for a removal.</summary>
    public static HostFailureException NotReplaced(TailscaleStatus status, TailscaleNode node, string why) => new(
        ErrorCode.NetworkJoinFailed,
        $"The node's name in the tailnet is {SafeText.Line(status.DnsName)}, not {node.Fqdn}, and the node that has this name was not removed: {why}.",
        "If the host of that node no longer exists, remove it on the control server or run again later. Otherwise give this host another name.");

    public static IReadOnlyList<string> MissingTags(TailscaleStatus status, TailscaleNode node) =>
        [.. node.Tags.Except(status.Tags, StringComparer.Ordinal)];

    /// <summary>True if the node is in a tailnet, and it is not the configured one.</summary>
    public static bool IsOtherTailnet(TailscaleStatus status, TailscaleOptions options) => status.Tailnet.Length > 0 && !IsRightTailnet(status, options);

    /// <summary>Rejects a node of another tailnet. Bootstrap never removes a node from a tailnet.</summary>
    public static void RefuseOtherTailnet(TailscaleStatus status, TailscaleOptions options)
    {
        if (IsOtherTailnet(status, options))
            throw new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                $"The host is in the tailnet {SafeText.Line(status.Tailnet)}, not in {options.TailnetDomain}.",
                "Run 'tailscale logout' on the host first, if tailnet_domain is right and the host may leave the other tailnet. Bootstrap never does that.");
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
                    $"Tailscale is running, but the client does not report its tailnet{health}.",
                    "Check 'tailscale status --json' on the host. Upgrade the client if it is older than 1.34 (install.min_version).");
            case "NeedsMachineAuth":
                throw new HostFailureException(
                    ErrorCode.NetworkJoinFailed,
                    "The host has joined and is waiting for an administrator's approval.",
                    options.IsHeadscale
                        ? "Approve it on the control server, then run again. See 'headscale nodes list' and 'headscale nodes register'."
                        : "Approve it in the tailnet's admin console (Machines), then run again. A pre-approved auth key needs no approval.");
            default:
                if (JoinFailure.Explained(status, options) is { } explained) throw explained;
                throw new HostFailureException(
                    ErrorCode.NetworkJoinFailed,
                    $"Tailscale does not come up. Its state is {SafeText.Line(status.BackendState)}{health}.",
                    "Check 'tailscale status' on the host, and whether the host reaches its control server (DNS, firewall).");
        }
    }

    /// <summary>Checks the tags of a node whose tags cannot be changed now.</summary>
    public static void RequireTags(TailscaleStatus status, TailscaleNode node, string why)
    {
        if (MissingTags(status, node) is { Count: > 0 } missing)
            throw new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                $"The node lacks {string.Join(", ", missing)}, and {why}.",
                "Check DNS, firewall and proxy on the host, or the control server, then run again.");
    }

    /// <exception cref="HostFailureException"><c>network_join_failed</c>, with the first problem that was found.</exception>
    public static void Require(TailscaleStatus status, TailscaleNode node, TailscaleOptions options)
    {
        RequireRunning(status, options);
        if (MissingTags(status, node) is { Count: > 0 } missing)
            throw new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                $"The node lacks {string.Join(", ", missing)}; it has {(status.Tags.Count > 0 ? SafeText.Line(string.Join(", ", status.Tags)) : "no tags")}.",
                options.IsHeadscale
                    ? $"Create an auth key with all of them ('headscale preauthkeys create --reusable --tags {string.Join(',', node.Tags)}'), put it into {options.AuthKeySource}, then run again. A node that already has tags keeps them: use 'headscale nodes tag -i {status.NodeId} -t {string.Join(',', node.Tags)}'."
                    : $"Create the auth key in {options.AuthKeySource} with these tags, or add them to the node in the admin console.");
        if (!string.Equals(status.DnsName, node.Fqdn, StringComparison.OrdinalIgnoreCase))
            throw new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                $"The node's name in the tailnet is {SafeText.Line(status.DnsName)}, not {node.Fqdn}. Another node has that name, or this node was renamed {(options.IsHeadscale ? "on the control server" : "in the admin console")}.",
                options.IsHeadscale
                    ? $"Find the node that is named {node.Name} with 'headscale nodes list' on the control server. If its host no longer exists, remove it with 'headscale nodes delete -i ID'. Then rename this node with 'headscale nodes rename -i {status.NodeId} {node.Name}'.{Setting(options)}"
                    : $"Remove or rename the node that is named {node.Name} in the admin console (Machines), and give this node that name.{Setting(options)}");
        if (!HasName(status, node))
            throw new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                $"The node still has the host name '{SafeText.Line(status.HostName)}', not '{node.Name}'.",
                $"Run 'tailscale set --hostname={node.Name}' on the host and check its output.");
    }

    private static string Setting(TailscaleOptions options) =>
        options.ReplaceOfflineNode ? "" : " Or set replace_offline_node, and run again when that node has been offline for 10 minutes.";

    private static bool IsRightTailnet(TailscaleStatus status, TailscaleOptions options) =>
        string.Equals(status.Tailnet, options.TailnetDomain, StringComparison.OrdinalIgnoreCase);
}
