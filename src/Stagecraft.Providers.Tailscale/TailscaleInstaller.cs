using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Platform;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Providers.Tailscale;

/// <summary>The client is there and new enough, and its daemon answers, now and after a reboot: detect, decide, change, verify.</summary>
internal sealed class TailscaleInstaller(TailscaleOptions options)
{
    private const string Installation = "install tailscale";

    /// <summary>What a host is lacking that has no client at all; whatever else there is, <see cref="RunAsync"/> looks at.</summary>
    public PackagesAhead? Missing(HostSession session) =>
        options.InstallMethod == TailscaleInstallMethod.Auto
        && session.AnswerAhead(TailscaleScripts.Detect) is { } answer && answer["client"].Length == 0 && answer["LoadState"] == "not-found"
            ? new PackagesAhead(Installation, TailscaleScripts.Source.With(Source(session)), AptLibrary.Timeout(session.Options.Timeouts), Packages)
            : null;

    public async Task<string> RunAsync(HostSession session, CancellationToken cancellationToken)
    {
        var state = TailscaleState.From(await session.AskAsync(TailscaleScripts.Detect, cancellationToken));
        Refuse(state);
        if (state.HasOldSource) state = await ReplaceSourceAsync(state, session, cancellationToken);
        if (IsSilent(state))
        {
            // One that has refused to answer may have been about to start; one that hangs has had its time.
            if (state.Error != TailscaleState.NoReason) state = TailscaleState.From(await session.AskAsync(TailscaleScripts.Detect, cancellationToken));
            if (IsSilent(state)) throw NoAnswer("tailscaled runs, and does not answer", state);
        }

        if (Decide(state, session) is { } change)
        {
            var made = await session.ChangeAsync(change with { Questions = [TailscaleScripts.Detect] }, cancellationToken);
            if (made is null)
            {
                session.Remember(state);
                return change.Description;
            }

            AptLibrary.Warn(session, made);
            if (!made.Succeeded) throw Failure(made);
            state = TailscaleState.From(await session.AskAsync(TailscaleScripts.Detect, cancellationToken));
        }

        Verify(state);
        if (state.Status is { HasInterface: false }) throw await NoInterfaceAsync(session, cancellationToken);
        session.Remember(state);
        return state.Version is { } version ? $"tailscale {version}" : "tailscale";
    }

    // Apart from whatever else there is to do: the key of a host that is ready otherwise is replaced too.
    private async Task<TailscaleState> ReplaceSourceAsync(TailscaleState state, HostSession session, CancellationToken cancellationToken)
    {
        var made = await session.ChangeAsync(ReplaceSource(session) with { Questions = [TailscaleScripts.Detect] }, cancellationToken);
        if (made is null) return state;
        AptLibrary.Warn(session, made);
        if (!made.Succeeded) throw ChangeFailure.From(made, "The package key of tailscale could not be replaced", ErrorCode.NetworkInstallFailed);
        return TailscaleState.From(await session.AskAsync(TailscaleScripts.Detect, cancellationToken));
    }

    // Ours to replace, and to remove where nothing is to be installed.
    private HostChange ReplaceSource(HostSession session)
    {
        const string Reason = "an earlier version installed its key as it was fetched";
        var timeouts = session.Options.Timeouts;
        return options.InstallMethod == TailscaleInstallMethod.Auto
            ? new("replace the package key of tailscale", Reason, TailscaleScripts.Source.With(Source(session)), AptLibrary.Timeout(timeouts))
            : new("remove the package source of tailscale", Reason, TailscaleScripts.Source.With(AptLibrary.Limits(timeouts)), AptLibrary.Timeout(timeouts));
    }

    private static void Refuse(TailscaleState state)
    {
        if (state.IsSnap)
            throw new HostFailureException(
                ErrorCode.NetworkInstallFailed,
                "Tailscale is installed as a snap, which is not Tailscale's own package.",
                "Run 'snap remove tailscale' on the host; bootstrap then installs the package.");
        if (state.Unit.IsMasked)
            throw new HostFailureException(
                ErrorCode.NetworkInstallFailed,
                "tailscaled.service is masked: somebody has switched Tailscale off on purpose.",
                "If that is over, run 'systemctl unmask tailscaled.service' on the host.");
    }

    private HostChange? Decide(TailscaleState state, HostSession session)
    {
        if (!state.IsInstalled)
            return options.InstallMethod == TailscaleInstallMethod.Auto ? Install(Installation, "there is no tailscale", session) : throw new HostFailureException(
                ErrorCode.NetworkInstallFailed,
                "Tailscale is not installed, and install.method is skip.",
                "Install it in the host's image, or let bootstrap do it with install.method auto.");
        if (IsTooOld(state))
            return options.InstallMethod == TailscaleInstallMethod.Auto ? Install($"upgrade tailscale to {options.MinVersion} or newer", $"{Version(state)} is installed", session) : throw TooOld(
                state, "Upgrade it in the host's image, or let bootstrap do it with install.method auto.");
        if (state.Status is null) return Start("start tailscaled", "it does not answer", session);
        return state.Unit.IsDisabled ? Start("enable tailscaled at boot", "tailscaled.service is disabled", session) : null;
    }

    private HostChange Install(string description, string reason, HostSession session) => new(
        description,
        reason,
        TailscaleScripts.Install.With([.. Source(session), .. Packages]),
        AptLibrary.Timeout(session.Options.Timeouts));

    private static HostChange Start(string description, string reason, HostSession session) =>
        new(description, reason, TailscaleScripts.Start, AptLibrary.Timeout(session.Options.Timeouts));

    private string[] Source(HostSession session) =>
    [
        .. AptLibrary.Limits(session.Options.Timeouts),
        options.Mirror ?? TailscaleOptions.PackageSource,
        session.Platform.Codename,
        options.Mirror is null ? TailscaleOptions.PackageKeyring : TailscaleOptions.MirrorKeyring,
        options.Mirror is null ? TailscaleOptions.PackageKeyFingerprint : options.MirrorKeyFingerprint ?? TailscaleScripts.None,
    ];

    // The second one keeps Tailscale's key up to date; a mirror may have a key of its own.
    private string[] Packages => options.Mirror is null ? ["tailscale", "tailscale-archive-keyring"] : ["tailscale"];

    private void Verify(TailscaleState state)
    {
        if (state.Status is null) throw NoAnswer("Tailscale is installed, but its daemon does not answer", state);
        if (IsTooOld(state))
            throw TooOld(state, "See what the repository offers ('apt-cache policy tailscale' on the host) and whether the package is held back; or lower install.min_version.");
    }

    /// <summary>A daemon that hangs: to start it would change nothing.</summary>
    private bool IsSilent(TailscaleState state) => state is { IsInstalled: true, Status: null, Unit.IsActive: true } && !IsTooOld(state);

    private static HostFailureException NoAnswer(string what, TailscaleState state) => new(
        ErrorCode.NetworkInstallFailed,
        $"{what}: {state.Error}.",
        "On the host, see 'systemctl status tailscaled' and 'journalctl -u tailscaled'.");

    /// <summary>With userspace networking nothing on the host, no container either, reaches the tailnet.</summary>
    private static async Task<HostFailureException> NoInterfaceAsync(HostSession session, CancellationToken cancellationToken)
    {
        var why = await session.AskAsync(TailscaleScripts.Tun, cancellationToken);
        var flag = why.TryGet("flag", out var given) ? $" ({SafeText.Line(given)})" : "";
        var place = why.TryGet("file", out var file) ? $"in {SafeText.Line(file)}" : "where tailscaled gets its flags ('systemctl cat tailscaled')";
        return new HostFailureException(
            ErrorCode.NetworkInstallFailed,
            $"tailscaled runs without a network interface{flag}: nothing on the host reaches the tailnet.",
            $"Remove that flag {place} on the host, see that it has /dev/net/tun, restart tailscaled, then run again.");
    }

    // An unreadable version counts as too old.
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
