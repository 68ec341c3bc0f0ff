using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Platform;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Engine;

/// <summary>What a step has of its host: a way to ask, a way to change, and what is known so far.</summary>
/// <remarks>Every remote command of the engine passes through here; so check mode, elevation and the log are kept in one place.</remarks>
public sealed class HostSession
{
    private readonly IHostConnection connection;
    private readonly Redactor redactor;
    private readonly Action<string> log;
    private readonly Action<string> waits;
    private readonly List<string> changes = [];
    private readonly List<string> changesAhead = [];
    private HostChange? unfinished;
    private readonly List<string> warnings = [];
    private readonly Dictionary<string, (RemoteScript Question, ScriptAnswer Answer)> askedAhead = new(StringComparer.Ordinal);
    private object? remembered;

    /// <summary>A change that other changes make on the way where they have to, and then answer <c>repaired</c>.</summary>
    internal const string Repair = "finish an interrupted package operation";

    internal HostSession(Host host, IHostConnection connection, BootstrapOptions options, Redactor redactor, Action<string> log, Action<string> waits) =>
        (Host, Options, this.connection, this.redactor, this.log, this.waits) = (host, options, connection, redactor, log, waits);

    public Host Host { get; }

    public BootstrapOptions Options { get; }

    /// <summary>Set by the preflight step.</summary>
    public SupportedPlatform Platform
    {
        get => field ?? throw new InvalidOperationException("Preflight has not run yet.");
        internal set;
    }

    public HostFacts Facts { get; set; } = new();

    /// <summary>Which machine and node the host is, as far as the steps have found out.</summary>
    public HostIdentity Identity { get; set; } = new();

    internal IReadOnlyList<string> Warnings => warnings;

    /// <summary>A change was begun on the host, whatever became of it.</summary>
    internal bool Changed { get; private set; }

    /// <summary>The host is making a change, as far as is known: its command was sent, and its answer has not come.</summary>
    internal bool IsChanging { get; private set; }

    /// <summary>The answer to a question. Asked ahead by the engine, or with a change, it costs no round trip.</summary>
    /// <exception cref="HostFailureException">The host did not answer.</exception>
    public async Task<ScriptAnswer> AskAsync(RemoteScript question, CancellationToken cancellationToken)
    {
        if (askedAhead.Remove(question.Name, out var asked)) return asked.Answer;
        return (await AskTogetherAsync([question], cancellationToken))[0];
    }

    /// <summary>The answer that waits for <see cref="AskAsync"/>, or null where there is none.</summary>
    public ScriptAnswer? AnswerAhead(RemoteScript question) => askedAhead.GetValueOrDefault(question.Name).Answer;

    /// <summary>Puts several questions in one round trip. The answers wait for <see cref="AskAsync"/>; after a change they are asked anew.</summary>
    internal async Task AskAheadAsync(IReadOnlyList<RemoteScript> questions, CancellationToken cancellationToken) =>
        Keep(questions, await AskTogetherAsync(questions, cancellationToken));

    /// <summary>Waits on the host for something it does by itself; changes nothing, so check mode runs it too.</summary>
    public async Task<ScriptAnswer> WaitAsync(RemoteScript script, TimeSpan timeout, CancellationToken cancellationToken) =>
        (await RunAsync([script], timeout, null, cancellationToken))[0];

    /// <summary>Adds a sentence to the host's result that a person should read although the host may be ready.</summary>
    public void Warn(string warning)
    {
        if (!warnings.Contains(warning)) warnings.Add(warning);
    }

    /// <summary>Tells who watches the run what the host waits for; no part of its result.</summary>
    public void Waits(string what) => waits(redactor.Redact(what));

    /// <summary>Drops the answers that wait for <see cref="AskAsync"/>: the host has moved on since they were given.</summary>
    public void Forget()
    {
        askedAhead.Clear();
        remembered = null;
    }

    /// <summary>Keeps what one part of a step has found out for the next part, until something is changed.</summary>
    public void Remember<T>(T found)
        where T : class => remembered = found;

    /// <summary>What <see cref="Remember"/> kept, or null where there is nothing of that type or a change has made it stale.</summary>
    public T? Recall<T>()
        where T : class => remembered as T;

    /// <summary>Makes a change, or in check mode only notes it.</summary>
    /// <param name="change">What to change; its questions, and those that were asked ahead for later, are asked anew with it.</param>
    /// <param name="cancellationToken">Leaves the host; what it has begun it may finish by itself.</param>
    /// <returns>The script's answer, or null where the change was withheld.</returns>
    public async Task<ScriptAnswer?> ChangeAsync(HostChange change, CancellationToken cancellationToken)
    {
        if (Options.CheckOnly)
        {
            changes.Add($"{change.Description} ({change.Reason})");
            return null;
        }

        await RequireSecretNotKeptAsync(change.Script, cancellationToken);
        RemoteScript[] preparation = change.Preparation is { } first ? [first] : [];
        RemoteScript[] questions = [.. change.Questions, .. askedAhead.Values.Select(asked => asked.Question)];
        var timeout = questions.Length == 0 ? change.Timeout : change.Timeout + Options.Timeouts.Query;
        askedAhead.Clear();
        remembered = null;
        cancellationToken.ThrowIfCancellationRequested();
        (Changed, IsChanging, unfinished) = (true, true, change);

        var answers = await RunAsync([.. preparation, change.Script, .. questions], timeout, change.Script, cancellationToken);
        IsChanging = false;
        Keep(questions, answers.Skip(preparation.Length + 1));
        var made = answers[preparation.Length];
        if (made["repaired"] == "yes") changes.Add(Repair);
        if (made.Succeeded)
        {
            changes.Add(change.Description);
            unfinished = null;
        }

        return made;
    }

    /// <summary>A change that was made along with one of this step, for the next step to tell.</summary>
    internal void ChangedAhead(string description) => changesAhead.Add(description);

    /// <summary>Descriptions of the changes of a step that has ended, made or (in check mode) withheld.</summary>
    internal IReadOnlyList<string> TakeChanges()
    {
        string[] taken = [.. changes];
        changes.Clear();
        changes.AddRange(changesAhead);
        changesAhead.Clear();
        return taken;
    }

    /// <summary>
    /// What was changed or begun for a step that has ended in the middle, and for the one after it. A change whose answer has
    /// not come may have brought along what it was to.
    /// </summary>
    internal (string Step, string Next) TakeBegun()
    {
        if (Options.CheckOnly) return ("", "");
        var (begun, along) = (changes.ToList(), changesAhead.ToList());
        if (unfinished is not null) begun.Add(Unfinished(unfinished.Description));
        if (IsChanging && unfinished?.Along is { } ahead) along.Add(Unfinished(ahead));
        return (string.Join("; ", begun), string.Join("; ", along));
    }

    // Asked where a secret is about to go through sudo, so it costs a ready host nothing.
    private async Task RequireSecretNotKeptAsync(RemoteScript script, CancellationToken cancellationToken)
    {
        if (script.Secret is not { IsEmpty: false } || IsRoot) return;
        var answers = await AskTogetherAsync([SudoInput.Question], cancellationToken);
        SudoInput.RequireNotKept(answers[0], connection.User);
    }

    private static string Unfinished(string description) => $"{description} (begun, not finished)";

    private bool IsRoot => string.Equals(connection.User, "root", StringComparison.Ordinal);

    private void Keep(IReadOnlyList<RemoteScript> questions, IEnumerable<ScriptAnswer> answers)
    {
        foreach (var (question, answer) in questions.Zip(answers))
            askedAhead[question.Name] = (question, answer);
    }

    private Task<IReadOnlyList<ScriptAnswer>> AskTogetherAsync(IReadOnlyList<RemoteScript> questions, CancellationToken cancellationToken) =>
        RunAsync(questions, Options.Timeouts.Query, null, cancellationToken, onlyAsks: true);

    private async Task<IReadOnlyList<ScriptAnswer>> RunAsync(
        IReadOnlyList<RemoteScript> scripts, TimeSpan timeout, RemoteScript? decisive, CancellationToken cancellationToken, bool onlyAsks = false)
    {
        var command = ScriptProtocol.Compose(scripts, elevate: !IsRoot, timeout, decisive, onlyAsks);
        log($"$ {string.Join('+', scripts.Select(script => string.Join(' ', [script.Name, .. script.Arguments])))}");
        var result = await connection.RunAsync(command, cancellationToken);
        // Redacted before anyone picks a line from it: whatever a provider quotes is clean.
        result = result with { Output = redactor.Redact(result.Output), Error = redactor.Redact(result.Error) };
        log(Transcript(result));

        return RemoteAnswers.Read(connection.User, command.Name, timeout, [.. scripts.Select(script => script.Name)], result, decisive?.Name);
    }

    private static string Transcript(CommandResult result) =>
        $"{result.Output}{result.Error}exit {result.ExitStatus?.ToString() ?? result.ExitSignal ?? "unknown"}";
}
