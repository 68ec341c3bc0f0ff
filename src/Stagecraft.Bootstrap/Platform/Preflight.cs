using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Platform;

/// <summary>Refuses a host that bootstrap must not touch, and waits for one that is still starting.</summary>
internal static class Preflight
{
    private static readonly RemoteScript Question = RemoteScript.Load(typeof(Preflight).Assembly, "preflight");
    private static readonly RemoteScript Earlier = RemoteScript.Load(typeof(Preflight).Assembly, "earlier");
    private static readonly RemoteScript Repair = RemoteScript.Load(typeof(Preflight).Assembly, "repair", AptLibrary.Text);
    private static readonly RemoteScript Settle = RemoteScript.Load(typeof(Preflight).Assembly, "settle");

    /// <summary>Asks its own question together with the first ones of the steps to come: a ready host costs one command.</summary>
    public static async Task<string> RunAsync(HostSession session, IEnumerable<RemoteScript?> questionsAhead, CancellationToken cancellationToken)
    {
        RemoteScript[] questions = [Question, .. questionsAhead.OfType<RemoteScript>()];
        await session.AskAheadAsync(questions, cancellationToken);
        var answer = await session.AskAsync(Question, cancellationToken);

        session.Platform = RequireSupported(answer);
        session.Identity = session.Identity with { Machine = HostIdentity.DigestOfMachine(answer["machine_id"], answer["boot_id"], answer["init_start"]) };
        if (answer["cloud_init"] == "running")
        {
            await SettleAsync(session, cancellationToken);
            // cloud-init may have installed what the steps ask for.
            await session.AskAheadAsync(questions, cancellationToken);
            answer = await session.AskAsync(Question, cancellationToken);
        }

        if (answer["earlier"] == "running" && await FinishEarlierAsync(session, cancellationToken))
            answer = await session.AskAsync(Question, cancellationToken);

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
                $"The host runs {name}.",
                $"Supported: {string.Join(", ", SupportedPlatform.All.Select(supported => supported.Name))}. Recreate the host from such an image.");
        }

        if (answer["uid"] != "0")
            throw new HostFailureException(
                ErrorCode.HostNoPrivilege,
                $"Commands run with user id {SafeText.Line(answer["uid"])} instead of root's.",
                "Connect as root, or as a user that sudo lets become root without a password.");

        if (answer["systemd"] != "yes")
            throw new HostFailureException(
                ErrorCode.HostUnsupported,
                "The host was not booted with systemd.",
                "Docker and the network client run as systemd units: use a full machine, not a container.");

        return platform;
    }

    /// <summary>What it brings belongs to the run that began it, and is in this run's record as well: neither leaves it out.</summary>
    /// <returns>False where the wait was withheld.</returns>
    private static async Task<bool> FinishEarlierAsync(HostSession session, CancellationToken cancellationToken)
    {
        var limit = session.Options.Timeouts.Settle;
        var change = new HostChange(
            "wait for the package operation that an earlier run began",
            "it is still running",
            Earlier.With(AptLibrary.Seconds(limit)),
            limit + session.Options.Timeouts.Query)
        {
            Questions = [Question],
        };
        var ended = await session.ChangeAsync(change, cancellationToken);
        if (ended is { Succeeded: false })
            throw new HostFailureException(
                ErrorCode.HostBusy,
                $"A package operation that an earlier run began has not ended after {limit.TotalSeconds:0} s ({SafeText.Line(ended["detail"])}).",
                "See 'systemctl status' of that unit on the host. Wait for it or stop it, then run again.");
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
        // It may be any package. A step that needs what it blocks fails with its own reason.
        if (repaired["reason"] is "busy" or "timeout") throw failure;
        session.Warn(failure.Message);
    }

    private static async Task SettleAsync(HostSession session, CancellationToken cancellationToken)
    {
        var limit = session.Options.Timeouts.Settle;
        var settled = await session.WaitAsync(Settle.With(AptLibrary.Seconds(limit)), limit + session.Options.Timeouts.Query, cancellationToken);
        if (settled["reason"] == "status")
            throw new HostFailureException(
                ErrorCode.HostBusy,
                $"The host is being set up, and cloud-init does not say how far it is: {SafeText.Line(settled["detail"]).TrimEnd('.')}.",
                "Make 'cloud-init status' work on the host, or remove /run/cloud-init if cloud-init is not used there.");
        if (!settled.Succeeded)
            throw new HostFailureException(
                ErrorCode.HostBusy,
                $"The host was still being set up after {limit.TotalSeconds:0} s: {SafeText.Line(settled["detail"])}.",
                "Look at /var/log/cloud-init-output.log on the host, or raise infra.bootstrap.timeouts.settle.");
    }
}
