using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap;

/// <summary>Records the sequence of one host and creates its result. All text in the result is redacted and printable.</summary>
/// <param name="host">The host.</param>
/// <param name="sequence">The steps of the sequence (<see cref="StepName.All"/> or <see cref="StepName.OfLeave"/>).</param>
/// <param name="options">The options of the run.</param>
/// <param name="observer">Receives the progress and the log.</param>
/// <param name="redactor">Masks the secrets.</param>
internal sealed class HostRecord(Host host, IReadOnlyList<string> sequence, BootstrapOptions options, IBootstrapObserver observer, Redactor redactor)
{
    private const string NotReached = "not reached";

    private readonly List<StepResult> steps = [];
    private HostSession? session;
    private string? current;

    /// <summary>True if the sequence takes the host out of its network.</summary>
    public bool IsLeave => sequence == StepName.OfLeave;

    public void Begin(string step)
    {
        if (current is null) observer.HostStarted(host);
        current = step;
        observer.StepStarted(host, step);
    }

    /// <summary>Ends the connect step. The other steps use the session.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="renew">Replaces it by a new one.</param>
    public HostSession Connected(IHostConnection connection, Func<CancellationToken, Task> renew)
    {
        Add(StepName.Connect, StepOutcome.Ok, $"as {connection.User}");
        return session = new HostSession(host, connection, options, redactor, Log, what => observer.HostWaits(host, what), renew, what => observer.StepProgressed(host, what));
    }

    public async Task StepAsync(string step, Func<Task<string>> run)
    {
        Begin(step);
        var found = await run();
        var changes = session!.TakeChanges();
        var outcome = changes.Count == 0 ? StepOutcome.Ok
            : options.CheckOnly ? StepOutcome.WouldChange
            : StepOutcome.Changed;
        Add(step, outcome, changes.Count == 0 ? found : string.Join("; ", changes));
    }

    public void Skip(string step, string why) => Add(step, StepOutcome.Skipped, why);

    public HostResult Succeeded(string? fqdn)
    {
        var joined = !steps.Exists(step => step is { Name: StepName.NetworkInstall or StepName.NetworkJoin, Outcome: StepOutcome.WouldChange });
        session!.Facts = joined ? session.Facts with { Fqdn = fqdn } : session.Facts.WithoutNetwork;
        return Result(HostStatus.Success);
    }

    public HostResult Failed(HostFailureException failure)
    {
        if (failure.InnerException is { } cause) Log(Causes(cause));
        Add(current!, StepOutcome.Failed, failure.Observed);
        AddBegun();
        var goesOn = failure.Code == ErrorCode.SshConnectionLost && session is { IsChanging: true };
        return Result(HostStatus.Failed, failure.Code, failure.Observed, goesOn ? $"{failure.Remedy.TrimEnd('.')}. The next run finds and finishes the interrupted operation." : failure.Remedy);
    }

    public HostResult Crashed(Exception exception)
    {
        Log(exception.ToString());
        return Failed(new HostFailureException(
            ErrorCode.InternalError,
            $"Unexpected {exception.GetType().Name} in step {current}: {exception.Message}",
            "Run again with --verbose and report the log. This is a bug in Stagecraft."));
    }

    public HostResult Cancelled()
    {
        if (current is null)
            return Result(HostStatus.Skipped, ErrorCode.Cancelled, "Canceled before it was started.", IsLeave ? "Run leave again." : "Run again to bootstrap it.");

        Add(current, StepOutcome.Skipped, "cancelled");
        AddBegun();
        return session is { IsChanging: true }
            ? Result(
                HostStatus.Skipped,
                ErrorCode.Cancelled,
                $"Canceled during step {current}, while the host was being changed. The host finishes the running operation on its own.",
                "Run again. The next run waits for the operation and continues from there.")
            : Result(HostStatus.Skipped, ErrorCode.Cancelled, $"Canceled during step {current}.", "Run again to continue from there.");
    }

    /// <summary>The run stopped before the host's batch.</summary>
    public HostResult Stopped(int failed, int mostFailed) => Result(
        HostStatus.Skipped,
        ErrorCode.RunStopped,
        $"Not started, because {ReportCounts.Hosts(failed)} of earlier batches failed, and at most {mostFailed} may fail.",
        "Fix the failed hosts, then run again.");

    // A report must contain every change, even if the step has not ended.
    private void AddBegun()
    {
        if (session is null) return;
        var (begun, ahead) = session.TakeBegun();
        steps[^1] = steps[^1] with { Begun = Clean(begun) };
        if (ahead.Length > 0 && StepName.After(steps[^1].Name) is { } next)
            steps.Add(new StepResult(next, StepOutcome.Skipped, NotReached) { Begun = Clean(ahead) });
    }

    private HostResult Result(HostStatus status, ErrorCode? error = null, string observed = "", string remedy = "")
    {
        foreach (var step in sequence.Where(name => steps.TrueForAll(done => done.Name != name)))
            Add(step, StepOutcome.Skipped, NotReached);

        return new HostResult
        {
            HostId = Clean(host.Id),
            Name = Clean(host.Name),
            Role = CleanOrNull(host.Role),
            PublicIp = CleanOrNull(host.PublicIp),
            Status = status,
            Changed = session?.Changed ?? false,
            ErrorCode = error,
            // Each part has its own limit, so that long output from a host does not cut off the remedy.
            Message = error is null ? "" : $"{Clean(Label())}: {Clean(observed)} {Clean(remedy)}",
            Cause = Clean(observed),
            Remedy = Clean(remedy),
            Steps = [.. sequence.Select(name => steps.Find(step => step.Name == name)!)],
            Facts = Clean(session?.Facts ?? new HostFacts()),
            Identity = Clean(session?.Identity ?? new HostIdentity()),
            Warnings = [.. (session?.Warnings ?? []).Select(Clean)],
        };
    }

    public void Log(string text) => observer.Log(host, redactor.Redact(text));

    // No stack trace: the failure is known, and resolving symbols takes a tenth of the time of a run that reaches no host.
    private static string Causes(Exception cause) =>
        $"{cause.GetType()}: {cause.Message}{(cause.InnerException is { } inner ? $"\n ---> {Causes(inner)}" : "")}";

    private string Label() => HostSummary.Label(host.Name, host.PublicIp);

    private void Add(string step, StepOutcome outcome, string detail) => steps.Add(new StepResult(step, outcome, Clean(detail)));

    private HostFacts Clean(HostFacts facts) => new()
    {
        DockerVersion = CleanOrNull(facts.DockerVersion),
        ComposeVersion = CleanOrNull(facts.ComposeVersion),
        Fqdn = CleanOrNull(facts.Fqdn),
        NetworkIPv4 = CleanOrNull(facts.NetworkIPv4),
        NetworkIPv6 = CleanOrNull(facts.NetworkIPv6),
    };

    private HostIdentity Clean(HostIdentity identity) => new() { Machine = identity.Machine, Node = CleanOrNull(identity.Node) };

    private string? CleanOrNull(string? text) => text is null ? null : Clean(text);

    private string Clean(string text) => SafeText.Line(redactor.Redact(text));
}
