namespace Stagecraft.Bootstrap;

/// <summary>Rejects a host that bootstrap must not change, and waits for one that is still starting.</summary>
internal static class Preflight
{
    private static readonly RemoteScript Probe = RemoteScript.Load(typeof(Preflight).Assembly, "preflight");
    private static readonly RemoteScript Earlier = RemoteScript.Load(typeof(Preflight).Assembly, "earlier");
    private static readonly RemoteScript Repair = RemoteScript.Load(typeof(Preflight).Assembly, "repair", AptLibrary.Text);
    private static readonly RemoteScript Settle = RemoteScript.Load(typeof(Preflight).Assembly, "settle");

    /// <summary>Sends its own probe together with the first probes of the later steps, so that a ready host costs one command.</summary>
    /// <param name="session">The host.</param>
    /// <param name="probesAhead">The first probes of the later steps.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="usesPackages">False if no later step installs anything. Package operations of earlier runs then do not matter.</param>
    public static async Task<string> RunAsync(HostSession session, IEnumerable<RemoteScript?> probesAhead, CancellationToken cancellationToken, bool usesPackages = true)
    {
        RemoteScript[] probes = [Probe, .. probesAhead.OfType<RemoteScript>()];
        await session.ProbeAheadAsync(probes, cancellationToken);
        var answer = await session.ProbeAsync(Probe, cancellationToken);

        session.Platform = RequireSupported(answer);
        session.Identity = session.Identity with { Machine = HostIdentity.DigestOfMachine(answer["machine_id"], answer["boot_id"], answer["init_start"]) };
        if (answer["cloud_init"] == "running")
        {
            await SettleAsync(session, cancellationToken);
            // cloud-init may have installed software that the steps look for.
            await session.ProbeAheadAsync(probes, cancellationToken);
            answer = await session.ProbeAsync(Probe, cancellationToken);
        }

        if (!usesPackages) return session.Platform.Name;

        if (answer["earlier"] == "running" && await FinishEarlierAsync(session, cancellationToken))
            answer = await session.ProbeAsync(Probe, cancellationToken);

        if (answer["dpkg"] == "interrupted")
            await RepairAsync(session, cancellationToken);

        return session.Platform.Name;
    }

    private static SupportedPlatform RequireSupported(ScriptAnswer answer)
    {
        if (SupportedPlatform.Find(answer["os_id"], answer["os_version"]) is not { } platform)
        {
            var name = answer.TryGet("os_name", out var pretty) ? SafeText.Line(pretty) : "an unknown system";
            throw new HostFailureException(
                ErrorCode.HostUnsupported,
                $"The host runs {name}, which is not supported.",
                SupportedPlatform.Nearest(answer["os_id"], answer["os_version"]) is { } nearest
                    ? $"Recreate the host from an image of {nearest.Name}. Supported: {SupportedPlatform.Names}."
                    : $"Recreate the host from a supported image: {SupportedPlatform.Names}.");
        }

        if (answer["arch"].Length == 0)
            throw new HostFailureException(
                ErrorCode.HostUnsupported,
                $"The host runs {platform.Name} on an architecture that is not supported.",
                "Recreate the host with an amd64 or arm64 image.");

        if (answer["uid"] != "0")
            throw new HostFailureException(
                ErrorCode.HostNoPrivilege,
                $"Commands run as user id {SafeText.Line(answer["uid"])}, not as root.",
                "Connect as root, or as a user who can run sudo without a password.");

        if (answer["systemd"] != "yes")
            throw new HostFailureException(
                ErrorCode.HostUnsupported,
                "The host was not booted with systemd.",
                "Use a full machine, not a container. Docker and the network client run as systemd units.");

        return platform;
    }

    /// <summary>Waits for a package operation that an earlier run started. The wait is in this run's result as a change too, because the earlier report may lack it.</summary>
    /// <returns>False in check mode, which does not wait.</returns>
    private static async Task<bool> FinishEarlierAsync(HostSession session, CancellationToken cancellationToken)
    {
        var limit = session.Options.Timeouts.Settle;
        var change = new HostChange(
            "wait for the package operation that an earlier run started",
            "it is still running",
            Earlier.With(ScriptLimit.Argument(limit)),
            limit + session.Options.Timeouts.Query)
        {
            Probes = [Probe],
        };
        if (!session.Options.CheckOnly) session.Progress("waiting for the package operation of an earlier run");
        var ended = await session.ChangeAsync(change, cancellationToken);
        if (ended is { Succeeded: false })
            throw new HostFailureException(
                ErrorCode.HostBusy,
                $"A package operation that an earlier run started did not end within {limit.TotalSeconds:0} s ({SafeText.Line(ended["detail"])}).",
                "Check 'systemctl status' of that unit on the host. Wait for it or stop it, then run again.");
        return ended is not null;
    }

    private static async Task RepairAsync(HostSession session, CancellationToken cancellationToken)
    {
        var timeouts = session.Options.Timeouts;
        var repaired = await session.ChangeAsync(
            new HostChange(
                HostSession.Repair,
                "dpkg's journal is not empty",
                Repair.With(AptLibrary.Limits(timeouts)),
                AptLibrary.Timeout(timeouts)),
            cancellationToken);
        if (repaired is not { Succeeded: false }) return;

        var failure = ChangeFailure.From(repaired, "An interrupted package operation could not be finished", ErrorCode.HostBusy);
        // It may be an unrelated package. A step that it blocks fails with its own reason.
        if (repaired["reason"] is "busy" or "timeout") throw failure;
        session.Warn(failure.Message);
    }

    private static async Task SettleAsync(HostSession session, CancellationToken cancellationToken)
    {
        var limit = session.Options.Timeouts.Settle;
        session.Progress("waiting for cloud-init");
        var settled = await session.WaitAsync(Settle.With(ScriptLimit.Argument(limit)), limit + session.Options.Timeouts.Query, cancellationToken);
        if (settled["reason"] == "status")
            throw new HostFailureException(
                ErrorCode.HostBusy,
                $"The host is still being set up, and cloud-init does not report its status: {SafeText.Line(settled["detail"]).TrimEnd('.')}.",
                "Make 'cloud-init status' work on the host, or remove /run/cloud-init if the host does not use cloud-init.");
        if (!settled.Succeeded)
            throw new HostFailureException(
                ErrorCode.HostBusy,
                $"The host was still being set up after {limit.TotalSeconds:0} s: {SafeText.Line(settled["detail"])}.",
                "Check /var/log/cloud-init-output.log on the host, or raise infra.bootstrap.timeouts.settle.");
    }
}
