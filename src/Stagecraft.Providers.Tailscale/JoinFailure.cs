using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tailscale;

/// <summary>Explains why a host is not in the tailnet after a login attempt.</summary>
internal static class JoinFailure
{
    public static bool IsTimeout(ScriptAnswer made) =>
        made["reason"] == "timeout" || made["detail"].Contains("timeout waiting for Tailscale", StringComparison.Ordinal);

    /// <summary>The failure of a node that did not come up in time although the client accepted the login.</summary>
    /// <param name="status">The daemon's current status. Null if it does not answer.</param>
    /// <param name="limited">The server's message when it delayed the login. Null if it did not.</param>
    /// <param name="limit">The time limit of the login.</param>
    /// <param name="options">The provider's options.</param>
    public static HostFailureException TimedOut(TailscaleStatus? status, string? limited, TimeSpan limit, TailscaleOptions options)
    {
        if (status is not null && Explained(status, options) is { } explained) return explained;
        var says = limited ?? status?.Health ?? "";
        return new(
            ErrorCode.TimedOut,
            $"The node did not come up in the tailnet within {limit.TotalSeconds:0} s. Its state is {SafeText.Line(status?.BackendState ?? "unknown")}{(says.Length > 0 ? ": " + says.TrimEnd('.') : "")}.",
            LoginRefusal.Remedy(says, options) ?? "Check that the host reaches its control server (DNS, firewall), or raise infra.bootstrap.timeouts.join.");
    }

    /// <summary>The failure that explains why the daemon is not logged in. Null if its status has no known reason.</summary>
    public static HostFailureException? Explained(TailscaleStatus status, TailscaleOptions options)
    {
        foreach (var message in status.HealthMessages)
        {
            if (StateStore(message) is { } broken) return broken;
            // A delayed login is not rejected: the daemon tries again.
            if (!LoginRefusal.IsPutOff(message) && LoginRefusal.Remedy(message, options) is { } remedy)
                return new(ErrorCode.NetworkJoinFailed, $"The login failed: {message.TrimEnd('.')}.", remedy);
        }

        return status is { BackendState: "NeedsLogin", AuthUrl.Length: > 0 }
            ? new(
                ErrorCode.NetworkJoinFailed,
                $"The control server waits for a person to approve the login at {status.AuthUrl}.",
                $"Open that URL, or put an auth key that needs no approval into {options.AuthKeySource}, then run again.")
            : null;
    }

    public static HostFailureException From(ScriptAnswer made, TailscaleOptions options)
    {
        var detail = SafeText.Line(made.TryGet("detail", out var given) ? given : $"exit status {made.ExitStatus}").TrimEnd('.');
        var (observed, remedy) = made["reason"] switch
        {
            "settings" => (
                $"The node has settings that bootstrap cannot repeat: tailscale up {detail}.",
                "Log the node in by hand once, with these flags and an auth key. Bootstrap then leaves it as it is."),
            "server" => (
                $"The node uses the control server {detail}, but login_server is not set.",
                "Set login_server if that is the right server. Otherwise run 'tailscale logout' on the host first."),
            "rename" => ($"The node could not be renamed: {detail}.", "Resolve the error above, then run again."),
            "up" => ($"The node could not be brought up: {detail}.", LoginRefusal.Remedy(detail, options) ?? "Resolve the error above, then run again."),
            _ => (
                $"The login failed: {detail}.",
                LoginRefusal.Remedy(detail, options) ?? "Resolve the error above, then run again."),
        };
        if (made.Name == TailscaleScripts.Retag.Name)
            observed += made["restored"] == "yes" ? " The node is still in the tailnet as before." : " The node may no longer be in the tailnet. The next successful run brings it back.";
        return new(ErrorCode.NetworkJoinFailed, observed, remedy);
    }

    /// <summary>The failure for a broken state store. The client reports only that it is unhealthy; the daemon says why. Null for other messages.</summary>
    public static HostFailureException? StateStore(string message) => message.StartsWith("State store failed to initialize", StringComparison.OrdinalIgnoreCase)
        ? new(
            ErrorCode.NetworkJoinFailed,
            $"tailscaled cannot read its state: {message.TrimEnd('.')}.",
            "Free disk space if the disk is full. Otherwise move /var/lib/tailscale/tailscaled.state away on the host. Restart tailscaled, then run again.")
        : null;

    public static HostFailureException NoAnswer(TailscaleState state) => new(
        ErrorCode.NetworkJoinFailed,
        $"The daemon tailscaled does not answer: {state.Error.TrimEnd('.')}.",
        "Check 'systemctl status tailscaled' and 'journalctl -u tailscaled' on the host.");

    public static HostFailureException NoKey(TailscaleOptions options) => new(
        ErrorCode.NetworkJoinFailed,
        "The host must log in to the tailnet, but there is no auth key.",
        $"Put an auth key into {options.AuthKeySource}.");
}
