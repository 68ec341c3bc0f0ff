using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tailscale;

/// <summary>Ensures that the client is installed and new enough, and that its daemon answers now and after a reboot: detect, decide, change, verify.</summary>
internal sealed class TailscaleInstaller(TailscaleOptions options)
{
    private const string Installation = "install tailscale";

    /// <summary>The packages for a host without any client. <see cref="RunAsync"/> handles all other cases.</summary>
    public BundledPackages? Missing(HostSession session) =>
        options.InstallMethod == TailscaleInstallMethod.Auto
        && session.AnswerAhead(TailscaleScripts.Detect) is { } answer && answer["client"].Length == 0 && answer["LoadState"] == "not-found"
            ? new BundledPackages(Installation, TailscaleScripts.Source.With(Source(session)), AptLibrary.Timeout(session.Options.Timeouts), Packages)
            : null;

    public async Task<string> RunAsync(HostSession session, CancellationToken cancellationToken)
    {
        var state = TailscaleState.From(await session.ProbeAsync(TailscaleScripts.Detect, cancellationToken));
        Refuse(state);
        if (state.HasOldSource) state = await ReplaceSourceAsync(state, session, cancellationToken);
        if (IsSilent(state))
        {
            // A daemon that refused to answer may have been starting, so ask again. A hung one has already used up its time.
            if (state.Error != TailscaleState.NoReason) state = TailscaleState.From(await session.ProbeAsync(TailscaleScripts.Detect, cancellationToken));
            if (IsSilent(state)) throw NoAnswer("tailscaled is running but does not answer", state);
        }

        if (Decide(state, session) is { } change)
        {
            var made = await session.ChangeAsync(change with { Probes = [TailscaleScripts.Detect] }, cancellationToken);
            if (made is null)
            {
                session.Remember(state);
                return change.Description;
            }

            AptLibrary.Warn(session, made);
            if (!made.Succeeded) throw Failure(made);
            state = TailscaleState.From(await session.ProbeAsync(TailscaleScripts.Detect, cancellationToken));
        }

        Verify(state);
        if (state.Status is { HasInterface: false }) throw await NoInterfaceAsync(session, cancellationToken);
        session.Remember(state);
        return state.Version is { } version ? $"tailscale {version}" : "tailscale";
    }

    // Independent of other changes: the key is replaced even if the host is otherwise ready.
    private async Task<TailscaleState> ReplaceSourceAsync(TailscaleState state, HostSession session, CancellationToken cancellationToken)
    {
        var made = await session.ChangeAsync(ReplaceSource(session) with { Probes = [TailscaleScripts.Detect] }, cancellationToken);
        if (made is null) return state;
        AptLibrary.Warn(session, made);
        if (!made.Succeeded) throw ChangeFailure.From(made, "The package key of tailscale could not be replaced", ErrorCode.NetworkInstallFailed);
        return TailscaleState.From(await session.ProbeAsync(TailscaleScripts.Detect, cancellationToken));
    }

    // Bootstrap wrote the source, so it replaces it, or removes it if the method installs nothing.
    private HostChange ReplaceSource(HostSession session)
    {
        const string Reason = "an earlier version installed its key as downloaded";
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
                "Run 'snap remove tailscale' on the host. Bootstrap then installs the package.");
        state.Unit.RefuseMasked("tailscaled.service", "Tailscale", ErrorCode.NetworkInstallFailed);
    }

    private HostChange? Decide(TailscaleState state, HostSession session)
    {
        if (!state.IsInstalled)
            return options.InstallMethod == TailscaleInstallMethod.Auto ? Install(Installation, "tailscale is not installed", session) : throw new HostFailureException(
                ErrorCode.NetworkInstallFailed,
                "Tailscale is not installed, and install.method is skip.",
                "Install it in the host's image, or set install.method to auto.");
        if (IsTooOld(state))
            return options.InstallMethod == TailscaleInstallMethod.Auto ? Install($"upgrade tailscale to {options.MinVersion} or newer", $"{Version(state)} is installed", session) : throw TooOld(
                state, "Upgrade it in the host's image, or set install.method to auto.");
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

    // The second package keeps Tailscale's key up to date. A mirror may have a different key.
    private string[] Packages => options.Mirror is null ? ["tailscale", "tailscale-archive-keyring"] : ["tailscale"];

    private void Verify(TailscaleState state)
    {
        if (state.Status is null) throw NoAnswer("Tailscale is installed, but its daemon does not answer", state);
        if (IsTooOld(state))
            throw TooOld(state, "Check which version the repository offers ('apt-cache policy tailscale' on the host) and whether the package is held back, or lower install.min_version.");
    }

    /// <summary>True if the daemon hangs. Starting it would change nothing.</summary>
    private bool IsSilent(TailscaleState state) => state is { IsInstalled: true, Status: null, Unit.IsActive: true } && !IsTooOld(state);

    private static HostFailureException NoAnswer(string what, TailscaleState state) => new(
        ErrorCode.NetworkInstallFailed,
        $"{what}: {state.Error}.",
        "Check 'systemctl status tailscaled' and 'journalctl -u tailscaled' on the host.");

    /// <summary>With userspace networking, programs and containers on the host cannot reach the tailnet.</summary>
    private static async Task<HostFailureException> NoInterfaceAsync(HostSession session, CancellationToken cancellationToken)
    {
        var why = await session.ProbeAsync(TailscaleScripts.Tun, cancellationToken);
        var flag = why.TryGet("flag", out var given) ? $" ({SafeText.Line(given)})" : "";
        var place = why.TryGet("file", out var file) ? $"from {SafeText.Line(file)}" : "from tailscaled's configuration ('systemctl cat tailscaled')";
        return new HostFailureException(
            ErrorCode.NetworkInstallFailed,
            $"tailscaled runs without a network interface{flag}, so nothing on the host reaches the tailnet.",
            $"Remove that flag {place} on the host, check that /dev/net/tun exists, restart tailscaled, then run again.");
    }

    // An unreadable version counts as too old.
    private bool IsTooOld(TailscaleState state) => options.MinVersion is { } wanted && (state.Version is null || state.Version < wanted);

    private static string Version(TailscaleState state) => state.Version?.ToString() ?? "of an unknown version";

    private HostFailureException TooOld(TailscaleState state, string remedy) => new(
        ErrorCode.NetworkInstallFailed,
        $"Tailscale {Version(state)} is installed, but install.min_version is {options.MinVersion}.",
        remedy);

    private static HostFailureException Failure(ScriptAnswer made) => ChangeFailure.From(
        made,
        made["reason"] == "start" ? "The daemon tailscaled does not start" : "Tailscale could not be installed",
        ErrorCode.NetworkInstallFailed);
}
