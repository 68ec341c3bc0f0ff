using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Platform;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Providers.Tailscale;

/// <summary>The client is there and new enough, and its daemon answers, now and after a reboot: detect, decide, change, verify.</summary>
internal sealed class TailscaleInstaller(TailscaleOptions options)
{
    public async Task<string> RunAsync(HostSession session, CancellationToken cancellationToken)
    {
        var state = TailscaleState.From(await session.AskAsync(TailscaleScripts.Detect, cancellationToken));
        Refuse(state);

        if (Decide(state, session) is var (description, reason, script))
        {
            var timeouts = session.Options.Timeouts;
            var made = await session.ChangeAsync(description, reason, script, timeouts.Install + timeouts.Settle, cancellationToken);
            if (made is null)
            {
                session.Remember(state);
                return description;
            }

            if (!made.Succeeded) throw Failure(made);
            state = TailscaleState.From(await session.AskAsync(TailscaleScripts.Detect, cancellationToken));
        }

        Verify(state);
        session.Remember(state);
        return state.Version is { } version ? $"tailscale {version}" : "tailscale";
    }

    private static void Refuse(TailscaleState state)
    {
        if (state.IsSnap)
            throw new HostFailureException(
                ErrorCode.NetworkInstallFailed,
                "Tailscale is installed as a snap, which is not Tailscale's own package.",
                "Run 'snap remove tailscale' on the host; bootstrap then installs the package.");
        if (state.IsMasked)
            throw new HostFailureException(
                ErrorCode.NetworkInstallFailed,
                "tailscaled.service is masked: somebody has switched Tailscale off on purpose.",
                "If that is over, run 'systemctl unmask tailscaled.service' on the host.");
    }

    private (string Description, string Reason, RemoteScript Script)? Decide(TailscaleState state, HostSession session)
    {
        if (!state.IsInstalled)
            return options.InstallMethod == TailscaleInstallMethod.Auto ? ("install tailscale", "there is no tailscale", Install(session)) : throw new HostFailureException(
                ErrorCode.NetworkInstallFailed,
                "Tailscale is not installed, and install.method is skip.",
                "Install it in the host's image, or let bootstrap do it with install.method auto.");
        if (IsTooOld(state))
            return options.InstallMethod == TailscaleInstallMethod.Auto ? ($"upgrade tailscale to {options.MinVersion} or newer", $"{Version(state)} is installed", Install(session)) : throw TooOld(
                state, "Upgrade it in the host's image, or let bootstrap do it with install.method auto.");
        if (state.Status is null) return ("start tailscaled", "it does not answer", TailscaleScripts.Start);
        return state.IsDisabled ? ("enable tailscaled at boot", "tailscaled.service is disabled", TailscaleScripts.Start) : null;
    }

    private RemoteScript Install(HostSession session) => TailscaleScripts.Install.With([
        .. AptLibrary.Limits(session.Options.Timeouts),
        options.Mirror is null ? "tailscale" : "mirror",
        options.Mirror ?? TailscaleOptions.PackageSource,
        session.Platform.Codename,
        options.Mirror is null ? TailscaleOptions.PackageKeyFingerprint : options.MirrorKeyFingerprint ?? TailscaleScripts.None]);

    private void Verify(TailscaleState state)
    {
        if (state.Status is null)
            throw new HostFailureException(
                ErrorCode.NetworkInstallFailed,
                $"Tailscale is installed, but its daemon does not answer: {state.Error}.",
                "On the host, see 'systemctl status tailscaled' and 'journalctl -u tailscaled'.");
        if (IsTooOld(state))
            throw TooOld(state, "See what the repository offers ('apt-cache policy tailscale' on the host) and whether the package is held back; or lower install.min_version.");
    }

    // A version that nobody can read is not one that is known to do.
    private bool IsTooOld(TailscaleState state) => options.MinVersion is { } wanted && (state.Version is null || state.Version < wanted);

    private static string Version(TailscaleState state) => state.Version?.ToString() ?? "of an unknown version";

    private HostFailureException TooOld(TailscaleState state, string remedy) => new(
        ErrorCode.NetworkInstallFailed,
        $"Tailscale {Version(state)} is installed, and install.min_version asks for {options.MinVersion}.",
        remedy);

    private static HostFailureException Failure(ScriptAnswer made) => ChangeFailure.From(
        made,
        made["reason"] == "start" ? "The daemon tailscaled does not start" : "Tailscale could not be installed",
        ErrorCode.NetworkInstallFailed);
}
