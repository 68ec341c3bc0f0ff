namespace Stagecraft.Bootstrap;

/// <summary>A step's access to its host: probes, changes, and the facts so far.</summary>
/// <remarks>All remote commands of the engine go through this class, which handles check mode, elevation and the log.</remarks>
public sealed class HostSession
{
    private readonly IHostConnection connection;
    private readonly Redactor redactor;
    private readonly Action<string> log;
    private readonly Action<string> waits;
    private readonly Func<CancellationToken, Task>? renew;
    private readonly Action<string>? progress;
    private readonly List<string> changes = [];
    private readonly List<string> changesAhead = [];
    private HostChange? unfinished;
    private string? elsewhere;
    private readonly List<string> warnings = [];
    private readonly Dictionary<string, (RemoteScript Probe, ScriptAnswer Answer)> probedAhead = new(StringComparer.Ordinal);
    private object? remembered;

    /// <summary>A repair that other changes make if it is needed. They then answer <c>repaired</c>.</summary>
    internal const string Repair = "finish an interrupted package operation";

    internal HostSession(Host host, IHostConnection connection, BootstrapOptions options, Redactor redactor, Action<string> log, Action<string> waits, Func<CancellationToken, Task>? renew = null, Action<string>? progress = null) =>
        (Host, Options, this.connection, this.redactor, this.log, this.waits, this.renew, this.progress) = (host, options, connection, redactor, log, waits, renew, progress);

    /// <summary>The host.</summary>
    public Host Host { get; }

    /// <summary>The options of the run.</summary>
    public BootstrapOptions Options { get; }

    /// <summary>The account of the connection.</summary>
    internal string LoginUser => connection.User;

    /// <summary>The host's operating system. The preflight step has verified it before a network provider is called.</summary>
    internal SupportedPlatform Platform
    {
        get => field ?? throw new InvalidOperationException("Preflight has not run yet.");
        set;
    }

    /// <summary>What the steps have verified so far.</summary>
    public HostFacts Facts { get; set; } = new();

    /// <summary>The machine and the node that the host is, as far as the steps have found out.</summary>
    public HostIdentity Identity { get; set; } = new();

    internal IReadOnlyList<string> Warnings => warnings;

    /// <summary>True if a change was started on the host, even if it failed.</summary>
    internal bool Changed { get; private set; }

    /// <summary>True if a change was sent to the host and its answer has not arrived.</summary>
    internal bool IsChanging { get; private set; }

    /// <summary>Runs a probe. If the engine sent it ahead or with a change, the answer costs no round trip.</summary>
    /// <exception cref="HostFailureException">The host did not answer.</exception>
    public async Task<ScriptAnswer> ProbeAsync(RemoteScript probe, CancellationToken cancellationToken)
    {
        if (probedAhead.Remove(probe.Name, out var asked)) return asked.Answer;
        return (await ProbeTogetherAsync([probe], cancellationToken))[0];
    }

    /// <summary>The answer that <see cref="ProbeAsync"/> would return without a round trip, or null if there is none.</summary>
    internal ScriptAnswer? AnswerAhead(RemoteScript probe) => probedAhead.GetValueOrDefault(probe.Name).Answer;

    /// <summary>Runs several probes in one round trip and keeps the answers for <see cref="ProbeAsync"/>. A change repeats them.</summary>
    internal async Task ProbeAheadAsync(IReadOnlyList<RemoteScript> probes, CancellationToken cancellationToken) =>
        Keep(probes, await ProbeTogetherAsync(probes, cancellationToken));

    /// <summary>Runs a script that waits for something on the host. It changes nothing, so check mode runs it too.</summary>
    public async Task<ScriptAnswer> WaitAsync(RemoteScript script, TimeSpan timeout, CancellationToken cancellationToken) =>
        (await RunAsync([script], timeout, null, cancellationToken))[0];

    /// <summary>Adds a warning to the host's result. The host can still be ready.</summary>
    public void Warn(string warning)
    {
        if (!warnings.Contains(warning)) warnings.Add(warning);
    }

    /// <summary>Reports to the observer what the host waits for. It is not part of the result.</summary>
    public void Waits(string what) => waits(redactor.Redact(what));

    /// <summary>Reports to the observer what the running step does. It is not part of the result.</summary>
    internal void Progress(string what) => progress?.Invoke(SafeText.Line(redactor.Redact(what)));

    /// <summary>Discards the answers that are kept for <see cref="ProbeAsync"/>, because the host's state has changed since.</summary>
    public void Forget()
    {
        probedAhead.Clear();
        remembered = null;
    }

    /// <summary>Keeps an object for a later part of the sequence, until a change is made.</summary>
    public void Remember<T>(T found)
        where T : class => remembered = found;

    /// <summary>The object that <see cref="Remember"/> kept, or null if there is none of that type or a change has discarded it.</summary>
    public T? Recall<T>()
        where T : class => remembered as T;

    /// <summary>Replaces the connection by a new one, to find out whether the host still accepts connections after a change. If it does not, the old one stays.</summary>
    /// <exception cref="HostFailureException">The connection failed, or took longer than <paramref name="timeout"/>.</exception>
    public async Task ReconnectAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (renew is null) throw new InvalidOperationException("This connection cannot be renewed.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        log("Opening a new connection.");
        try
        {
            await renew(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw RemoteAnswers.TimedOut("connect", timeout);
        }
    }

    /// <summary>Makes a change. In check mode, only records it.</summary>
    /// <param name="change">The change. Its probes, and those that were sent ahead, run again with it.</param>
    /// <param name="cancellationToken">Stops the work on the host. The host may finish a running operation on its own.</param>
    /// <returns>The script's answer, or null in check mode.</returns>
    public async Task<ScriptAnswer?> ChangeAsync(HostChange change, CancellationToken cancellationToken)
    {
        if (Options.CheckOnly)
        {
            changes.Add(change.Reason.Length == 0 ? change.Description : $"{change.Description} ({change.Reason})");
            return null;
        }

        await RequireSecretNotKeptAsync(change.Script, cancellationToken);
        RemoteScript[] preparation = change.Preparation is { } first ? [first] : [];
        RemoteScript[] probes = [.. change.Probes, .. probedAhead.Values.Select(asked => asked.Probe)];
        var timeout = probes.Length == 0 ? change.Timeout : change.Timeout + Options.Timeouts.Query;
        probedAhead.Clear();
        remembered = null;
        cancellationToken.ThrowIfCancellationRequested();
        (Changed, IsChanging, unfinished) = (true, true, change);

        var answers = await RunAsync([.. preparation, change.Script, .. probes], timeout, change.Script, cancellationToken);
        IsChanging = false;
        Keep(probes, answers.Skip(preparation.Length + 1));
        var made = answers[preparation.Length];
        if (made["repaired"] == "yes") changes.Add(Repair);
        if (made.Succeeded)
        {
            // The parts of one change have the same description.
            if (!changes.Contains(change.Description)) changes.Add(change.Description);
            unfinished = null;
        }

        return made;
    }

    /// <summary>Makes a change that concerns the host, but is not made on it. In check mode, only records it.</summary>
    /// <param name="description">As of a <see cref="HostChange"/>.</param>
    /// <param name="reason">As of a <see cref="HostChange"/>.</param>
    /// <param name="make">Makes the change.</param>
    /// <param name="cancellationToken">Checked before the change.</param>
    internal async Task ChangeElsewhereAsync(string description, string reason, Func<Task> make, CancellationToken cancellationToken)
    {
        if (Options.CheckOnly)
        {
            changes.Add($"{description} ({reason})");
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        (Changed, elsewhere) = (true, description);
        await make();
        changes.Add(description);
        elsewhere = null;
    }

    /// <summary>Records a change that was made together with one of this step. The next step reports it.</summary>
    internal void ChangedAhead(string description) => changesAhead.Add(description);

    /// <summary>The descriptions of a step's changes. In check mode, the changes that a run would make.</summary>
    internal IReadOnlyList<string> TakeChanges()
    {
        string[] taken = [.. changes];
        changes.Clear();
        changes.AddRange(changesAhead);
        changesAhead.Clear();
        return taken;
    }

    /// <summary>
    /// The changes that were made or started for a step that did not complete, and for the step after it. A change whose
    /// answer has not arrived may have made the next step's change too.
    /// </summary>
    internal (string Step, string Next) TakeBegun()
    {
        if (Options.CheckOnly) return ("", "");
        var (begun, along) = (changes.ToList(), changesAhead.ToList());
        if (elsewhere is not null) begun.Add(Unfinished(elsewhere));
        if (unfinished is not null) begun.Add(Unfinished(unfinished.Description));
        if (IsChanging && unfinished?.Along is { } ahead) along.Add(Unfinished(ahead));
        return (string.Join("; ", begun), string.Join("; ", along));
    }

    // Runs only before a secret is sent through sudo, so it costs a ready host nothing.
    private async Task RequireSecretNotKeptAsync(RemoteScript script, CancellationToken cancellationToken)
    {
        if (script.Secret is not { IsEmpty: false } || IsRoot) return;
        var answers = await ProbeTogetherAsync([SudoInput.Probe], cancellationToken);
        SudoInput.RequireNotKept(answers[0], connection.User);
    }

    private static string Unfinished(string description) => $"{description} (begun, not finished)";

    private bool IsRoot => string.Equals(connection.User, "root", StringComparison.Ordinal);

    private void Keep(IReadOnlyList<RemoteScript> probes, IEnumerable<ScriptAnswer> answers)
    {
        foreach (var (probe, answer) in probes.Zip(answers))
            probedAhead[probe.Name] = (probe, answer);
    }

    private Task<IReadOnlyList<ScriptAnswer>> ProbeTogetherAsync(IReadOnlyList<RemoteScript> probes, CancellationToken cancellationToken) =>
        RunAsync(probes, Options.Timeouts.Query, null, cancellationToken, onlyAsks: true);

    private async Task<IReadOnlyList<ScriptAnswer>> RunAsync(
        IReadOnlyList<RemoteScript> scripts, TimeSpan timeout, RemoteScript? decisive, CancellationToken cancellationToken, bool onlyAsks = false)
    {
        var password = Host.SudoPassword ?? Options.SudoPassword;
        if (password is { IsEmpty: true }) password = null;
        var command = ScriptProtocol.Compose(scripts, elevate: !IsRoot, timeout, decisive, onlyAsks, password, onlyAsks ? null : Progress);
        log($"$ {string.Join('+', scripts.Select(script => string.Join(' ', [script.Name, .. script.Arguments])))}");
        var received = await connection.RunAsync(command, cancellationToken);
        // Redacted first, so that every line a provider quotes contains no secrets.
        var result = received with { Output = redactor.Redact(received.Output), Error = redactor.Redact(received.Error) };
        log(Transcript(result));

        var answers = RemoteAnswers.Read(connection.User, command.Name, timeout, [.. scripts.Select(script => script.Name)], result, decisive?.Name, password is not null);
        return ScriptProtocol.WithPrivateValues(answers, received);
    }

    private static string Transcript(CommandResult result) =>
        $"{ScriptProtocol.HidePrivateValues(result.Output)}{result.Error}exit {result.ExitStatus?.ToString() ?? result.ExitSignal ?? "unknown"}";
}
