using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tailscale;

/// <summary>Ensures that the client is installed and new enough, and that its daemon answers now and after a reboot: detect, decide, change, verify.</summary>
internal sealed class TailscaleInstaller(TailscaleOptions options)
{
    private const string Installation = "install tailscale";

    /// <summary>The packages for a host without any client. <see cref="RunAsync"/> handles all other cases.</summary>
    public BundledPackages? Missing(HostSession session) =>
        options is { InstallMethod: TailscaleInstallMethod.Auto, Version: null }
        && session.AnswerAhead(options.Detect) is { } answer && answer["client"].Length == 0 && answer["LoadState"] == "not-found"
            ? new BundledPackages(Installation, TailscaleScripts.Source.With(Source(session)), AptLibrary.Timeout(session.Options.Timeouts), Packages)
            : null;

    public async Task<string> RunAsync(HostSession session, CancellationToken cancellationToken)
    {
        var state = TailscaleState.From(await session.ProbeAsync(options.Detect, cancellationToken));
        Refuse(state);
        if (state.HasOldSource) state = await ReplaceSourceAsync(state, session, cancellationToken);
        if (IsSilent(state))
        {
            // A daemon that refused to answer may have been starting, so ask again. A hung one has already used up its time.
            if (state.Error != TailscaleState.NoReason) state = TailscaleState.From(await session.ProbeAsync(options.Detect, cancellationToken));
            if (IsSilent(state)) throw NoAnswer("tailscaled is running but does not answer", state);
        }

        if (Decide(state, session) is { } change)
        {
            var made = await session.ChangeAsync(change with { Probes = [options.Detect] }, cancellationToken);
            if (made is null)
            {
                if (options.Hold && state.IsHeld != true) await HoldAsync(session, state, cancellationToken);
                if (!options.Join) await CleanAsync(session, state, cancellationToken);
                session.Remember(state);
                return change.Description;
            }

            AptLibrary.Warn(session, made);
            if (!made.Succeeded) throw Failure(made);
            state = TailscaleState.From(await session.ProbeAsync(options.Detect, cancellationToken));
        }

        Verify(state);
        if (options.Hold && state.IsHeld != true) state = await HoldAsync(session, state, cancellationToken);
        if (!options.Join) return await LeaveWithoutStateAsync(session, state, cancellationToken);
        if (state.Status is { HasInterface: false }) throw await NoInterfaceAsync(session, cancellationToken);
        session.Remember(state);
        return Described(state);
    }

    private static string Described(TailscaleState state) => state.Version is { } version ? $"tailscale {version}" : "tailscale";

    private async Task<TailscaleState> HoldAsync(HostSession session, TailscaleState state, CancellationToken cancellationToken)
    {
        if (state is { IsInstalled: true, IsHeld: null })
        {
            session.Warn("install.hold has no effect, because the client was not installed from the package tailscale.");
            return state;
        }

        var timeouts = session.Options.Timeouts;
        var change = new HostChange("hold tailscale", "install.hold is true", TailscaleScripts.Hold.With(AptLibrary.Limits(timeouts)), AptLibrary.Timeout(timeouts)) { Probes = [options.Detect] };
        if (await session.ChangeAsync(change, cancellationToken) is not { } made) return state;
        if (!made.Succeeded) throw ChangeFailure.From(made, "The package tailscale could not be held", ErrorCode.NetworkInstallFailed);
        return TailscaleState.From(await session.ProbeAsync(options.Detect, cancellationToken));
    }

    /// <summary>Leaves a client that has not logged in without a state, so that each copy of the host becomes a separate node.</summary>
    private async Task<string> LeaveWithoutStateAsync(HostSession session, TailscaleState state, CancellationToken cancellationToken)
    {
        if (state.Status is { HaveNodeKey: true }) return $"{Described(state)}, and the host has joined before";
        if (state is { Status: null, HasState: true })
            throw new HostFailureException(
                ErrorCode.NetworkInstallFailed,
                "tailscaled is stopped and has a state, so it is not known whether the host has joined.",
                "Start tailscaled on the host if it has. Otherwise remove the content of /var/lib/tailscale. Then run again.");
        if (state.Status is null && !state.Unit.IsDisabled) return Described(state);
        if (await CleanAsync(session, state, cancellationToken) is not { } cleaned) return Described(state);
        if (cleaned.Status is not null || cleaned.HasState || cleaned.Unit.IsDisabled)
            throw new HostFailureException(
                ErrorCode.NetworkInstallFailed,
                "tailscaled was stopped and its state removed, but it runs again or has a state.",
                "Check which program starts tailscaled on the host.");
        return Described(cleaned);
    }

    private async Task<TailscaleState?> CleanAsync(HostSession session, TailscaleState state, CancellationToken cancellationToken)
    {
        var change = new HostChange("stop tailscaled until the next boot, without a state", "join is false", TailscaleScripts.Clean, session.Options.Timeouts.Query) { Probes = [options.Detect] };
        if (await session.ChangeAsync(change, cancellationToken) is not { } made) return null;
        if (!made.Succeeded) throw ChangeFailure.From(made, "tailscaled could not be left without a state", ErrorCode.NetworkInstallFailed);
        return TailscaleState.From(await session.ProbeAsync(options.Detect, cancellationToken)) with { Version = state.Version };
    }

    // Independent of other changes: the key is replaced even if the host is otherwise ready.
    private async Task<TailscaleState> ReplaceSourceAsync(TailscaleState state, HostSession session, CancellationToken cancellationToken)
    {
        var made = await session.ChangeAsync(ReplaceSource(session) with { Probes = [options.Detect] }, cancellationToken);
        if (made is null) return state;
        AptLibrary.Warn(session, made);
        if (!made.Succeeded) throw ChangeFailure.From(made, "The package key of tailscale could not be replaced", ErrorCode.NetworkInstallFailed);
        return TailscaleState.From(await session.ProbeAsync(options.Detect, cancellationToken));
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
        if (!IsRightVersion(state)) throw WrongVersion(state);
        if (IsTooOld(state))
            return options.InstallMethod == TailscaleInstallMethod.Auto ? Install($"upgrade tailscale to {options.MinVersion} or newer", $"{Version(state)} is installed", session) : throw TooOld(
                state, "Upgrade it in the host's image, or set install.method to auto.");
        // The clean-up enables the daemon.
        if (!options.Join) return null;
        if (state.Status is null) return Start("start tailscaled", "it does not answer", session);
        return state.Unit.IsDisabled ? Start("enable tailscaled at boot", "tailscaled.service is disabled", session) : null;
    }

    private HostChange Install(string description, string reason, HostSession session) => new(
        description,
        reason,
        TailscaleScripts.Install.With([.. Source(session), options.Version ?? TailscaleScripts.None, .. Packages]),
        AptLibrary.Timeout(session.Options.Timeouts));

    private static HostChange Start(string description, string reason, HostSession session) =>
        new(description, reason, TailscaleScripts.Start, AptLibrary.Timeout(session.Options.Timeouts));

    private string[] Source(HostSession session) =>
    [
        .. AptLibrary.Limits(session.Options.Timeouts),
        options.Mirror ?? TailscaleOptions.PackageSource,
        session.Platform.Id,
        session.Platform.Codename,
        options.Mirror is null ? TailscaleOptions.PackageKeyring : TailscaleOptions.MirrorKeyring,
        options.Mirror is null ? TailscaleOptions.PackageKeyFingerprint : options.MirrorKeyFingerprint ?? TailscaleScripts.None,
    ];

    // The second package keeps Tailscale's key up to date. A mirror may have a different key.
    private string[] Packages => options.Mirror is null ? ["tailscale", "tailscale-archive-keyring"] : ["tailscale"];

    private void Verify(TailscaleState state)
    {
        if (state.Status is null && options.Join) throw NoAnswer("Tailscale is installed, but its daemon does not answer", state);
        if (!IsRightVersion(state)) throw WrongVersion(state);
        if (IsTooOld(state))
            throw TooOld(state, "Check which version the repository offers ('apt-cache policy tailscale' on the host) and whether the package is held back, or lower install.min_version.");
    }

    // An unreadable version is not the configured one.
    private bool IsRightVersion(TailscaleState state) => options.Version is not { } wanted || VersionPrefix.Matches(state.Version?.ToString() ?? "", wanted);

    private HostFailureException WrongVersion(TailscaleState state) => new(
        ErrorCode.NetworkInstallFailed,
        $"Tailscale {Version(state)} is installed, but install.version is {options.Version}.",
        "Install that version on the host ('apt-get install tailscale=VERSION'), or correct install.version. Bootstrap never changes an installed version because of it.");

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
