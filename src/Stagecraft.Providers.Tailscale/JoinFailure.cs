using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Providers.Tailscale;

/// <summary>
/// Tells apart why a login did not succeed. The control server's words decide; they are texts for people, so an unknown
/// one is shown as it is: https://github.com/tailscale/tailscale/issues/9715, https://github.com/juanfont/headscale/blob/main/hscontrol/types/preauth_key.go
/// </summary>
internal static class JoinFailure
{
    public static bool IsTimeout(ScriptAnswer made) =>
        made["reason"] == "timeout" || made["detail"].Contains("timeout waiting for Tailscale", StringComparison.Ordinal);

    /// <summary>The client did what it was told, and the node did not start to run in time.</summary>
    public static HostFailureException TimedOut(TailscaleStatus? status, TimeSpan limit, TailscaleOptions options)
    {
        if (status?.Health is { Length: > 0 } health && Remedy(health, options) is { } remedy)
            return new(ErrorCode.NetworkJoinFailed, $"The node was not let in: {health.TrimEnd('.')}.", remedy);
        return new(
            ErrorCode.TimedOut,
            $"The node did not run in the tailnet within {limit.TotalSeconds:0} s; it is in the state {SafeText.Line(status?.BackendState ?? "unknown")}{(status?.Health is { Length: > 0 } says ? ": " + says.TrimEnd('.') : "")}.",
            "See whether the host reaches its control server (DNS, firewall), or raise infra.bootstrap.timeouts.join.");
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
            _ => (
                $"The node was not let in: {detail}.",
                Remedy(detail, options) ?? "Mend what this line names, and run again."),
        };
        if (made.Name == TailscaleScripts.Retag.Name)
            observed += made["restored"] == "yes" ? " It is in the tailnet as before." : " It may be out of the tailnet now; the next run that succeeds brings it back.";
        return new(ErrorCode.NetworkJoinFailed, observed, remedy);
    }

    public static HostFailureException NoAnswer(TailscaleState state) => new(
        ErrorCode.NetworkJoinFailed,
        $"The daemon tailscaled does not answer: {state.Error.TrimEnd('.')}.",
        "On the host, see 'systemctl status tailscaled' and 'journalctl -u tailscaled'.");

    public static HostFailureException NoKey(TailscaleOptions options) => new(
        ErrorCode.NetworkJoinFailed,
        "The host must log in to the tailnet, and there is no auth key.",
        $"Put one into {options.AuthKeySource}.");

    private static string? Remedy(string text, TailscaleOptions options)
    {
        bool Says(string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);

        if (Says("requested tags") || (Says("tag") && Says("not permitted")))
            return "The auth key or its owner must own these tags (tagOwners in the tailnet's policy); Headscale takes them only with a key that carries none itself.";
        if (Says("expired"))
            return $"The auth key has expired: put a new one into {options.AuthKeySource}.";
        if (Says("already used") || Says("already been used") || Says("not reusable"))
            return $"The auth key was for one node only: put a reusable one into {options.AuthKeySource}.";
        if (Says("invalid key") || Says("invalid authkey") || Says("invalid pre auth key") || Says("authkey not found") || Says("API token invalid") || Says("Unauthorized"))
            return $"The auth key is refused. It was revoked, is spent (a key for one node), has expired, or is of another tailnet: put a reusable one into {options.AuthKeySource}.";
        return null;
    }
}
