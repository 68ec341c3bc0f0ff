using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Providers.Tailscale;

/// <summary>Why a host is not in the tailnet after a login was tried.</summary>
internal static class JoinFailure
{
    public static bool IsTimeout(ScriptAnswer made) =>
        made["reason"] == "timeout" || made["detail"].Contains("timeout waiting for Tailscale", StringComparison.Ordinal);

    /// <summary>The client did what it was told, and the node did not start to run in time.</summary>
    /// <param name="status">What the daemon says now; null where it says nothing.</param>
    /// <param name="limited">What the server said when it put the login off; null where it did not.</param>
    /// <param name="limit">How long the login was waited for.</param>
    /// <param name="options">The provider's.</param>
    public static HostFailureException TimedOut(TailscaleStatus? status, string? limited, TimeSpan limit, TailscaleOptions options)
    {
        if (status is not null && Explained(status, options) is { } explained) return explained;
        var says = limited ?? status?.Health ?? "";
        return new(
            ErrorCode.TimedOut,
            $"The node did not run in the tailnet within {limit.TotalSeconds:0} s; it is in the state {SafeText.Line(status?.BackendState ?? "unknown")}{(says.Length > 0 ? ": " + says.TrimEnd('.') : "")}.",
            LoginRefusal.Remedy(says, options) ?? "See whether the host reaches its control server (DNS, firewall), or raise infra.bootstrap.timeouts.join.");
    }

    /// <summary>The daemon's own reason for not being logged in, where it has one that is known; null where it has none.</summary>
    public static HostFailureException? Explained(TailscaleStatus status, TailscaleOptions options)
    {
        foreach (var message in status.HealthMessages)
        {
            if (StateStore(message) is { } broken) return broken;
            // One that is put off is not refused: the daemon tries again.
            if (!LoginRefusal.IsPutOff(message) && LoginRefusal.Remedy(message, options) is { } remedy)
                return new(ErrorCode.NetworkJoinFailed, $"The node was not let in: {message.TrimEnd('.')}.", remedy);
        }

        return status is { BackendState: "NeedsLogin", AuthUrl.Length: > 0 }
            ? new(
                ErrorCode.NetworkJoinFailed,
                $"The control server lets the node in only when a person confirms it at {status.AuthUrl}.",
                $"Open that URL, or put an auth key that needs no confirmation into {options.AuthKeySource}, then run again.")
            : null;
    }

    public static HostFailureException From(ScriptAnswer made, TailscaleOptions options)
    {
        var detail = SafeText.Line(made.TryGet("detail", out var told) ? told : $"exit status {made.ExitStatus}").TrimEnd('.');
        var (observed, remedy) = made["reason"] switch
        {
            "settings" => (
                $"The node has settings that bootstrap cannot repeat: tailscale up {detail}.",
                "Log it in yourself once, with these flags and an auth key; bootstrap then leaves it as it is."),
            "server" => (
                $"The node is set up for the control server {detail}, and login_server does not name it.",
                "Set login_server if that is the right one; otherwise run 'tailscale logout' on the host first."),
            "rename" => ($"The node could not be renamed: {detail}.", "Fix what this line names, and run again."),
            "up" => ($"The node could not be brought up: {detail}.", LoginRefusal.Remedy(detail, options) ?? "Fix what this line names, and run again."),
            _ => (
                $"The node was not let in: {detail}.",
                LoginRefusal.Remedy(detail, options) ?? "Fix what this line names, and run again."),
        };
        if (made.Name == TailscaleScripts.Retag.Name)
            observed += made["restored"] == "yes" ? " It is in the tailnet as before." : " It may be out of the tailnet now; the next run that succeeds brings it back.";
        return new(ErrorCode.NetworkJoinFailed, observed, remedy);
    }

    /// <summary>The client says only that the store is unhealthy; the daemon says why. Null where it is another message.</summary>
    public static HostFailureException? StateStore(string message) => message.StartsWith("State store failed to initialize", StringComparison.OrdinalIgnoreCase)
        ? new(
            ErrorCode.NetworkJoinFailed,
            $"tailscaled cannot read its state: {message.TrimEnd('.')}.",
            "Free the disk if it is full; else move /var/lib/tailscale/tailscaled.state away on the host. Restart tailscaled, then run again.")
        : null;

    public static HostFailureException NoAnswer(TailscaleState state) => new(
        ErrorCode.NetworkJoinFailed,
        $"The daemon tailscaled does not answer: {state.Error.TrimEnd('.')}.",
        "On the host, see 'systemctl status tailscaled' and 'journalctl -u tailscaled'.");

    public static HostFailureException NoKey(TailscaleOptions options) => new(
        ErrorCode.NetworkJoinFailed,
        "The host must log in to the tailnet, and there is no auth key.",
        $"Put one into {options.AuthKeySource}.");
}
