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
    private readonly List<string> changes = [];
    private object? remembered;
    private readonly Dictionary<string, ScriptAnswer> askedAhead = new(StringComparer.Ordinal);

    internal HostSession(Host host, IHostConnection connection, BootstrapOptions options, Redactor redactor, Action<string> log) =>
        (Host, Options, this.connection, this.redactor, this.log) = (host, options, connection, redactor, log);

    public Host Host { get; }

    public BootstrapOptions Options { get; }

    /// <summary>Set by the preflight step.</summary>
    public SupportedPlatform Platform
    {
        get => field ?? throw new InvalidOperationException("Preflight has not run yet.");
        internal set;
    }

    public HostFacts Facts { get; set; } = new();

    /// <summary>A change was begun on the host, whatever became of it.</summary>
    internal bool Changed { get; private set; }

    /// <summary>The answer to a question. Asked ahead by the engine, it costs no round trip.</summary>
    /// <exception cref="HostFailureException">The host did not answer.</exception>
    public async Task<ScriptAnswer> AskAsync(RemoteScript question, CancellationToken cancellationToken)
    {
        if (askedAhead.Remove(question.Name, out var answer)) return answer;
        return (await RunAsync([question], Options.Timeouts.Query, cancellationToken))[0];
    }

    /// <summary>Puts several questions in one round trip. The answers wait for <see cref="AskAsync"/>, until something is changed.</summary>
    internal async Task AskAheadAsync(IReadOnlyList<RemoteScript> questions, CancellationToken cancellationToken)
    {
        foreach (var answer in await RunAsync(questions, Options.Timeouts.Query, cancellationToken))
            askedAhead[answer.Name] = answer;
    }

    /// <summary>Waits on the host for something it does by itself; changes nothing, so check mode runs it too.</summary>
    internal async Task<ScriptAnswer> WaitAsync(RemoteScript script, TimeSpan timeout, CancellationToken cancellationToken) =>
        (await RunAsync([script], timeout, cancellationToken))[0];

    /// <summary>Keeps what one part of a step has found out for the next part, until something is changed.</summary>
    public void Remember<T>(T found)
        where T : class => remembered = found;

    /// <summary>What <see cref="Remember"/> kept, or null where there is nothing of that type or a change has made it stale.</summary>
    public T? Recall<T>()
        where T : class => remembered as T;

    /// <summary>Makes a change, or in check mode only notes it.</summary>
    /// <param name="description">What is changed, in the imperative: <c>install docker.io</c>.</param>
    /// <param name="reason">What was found that makes it necessary, for whoever decides whether to run: <c>there is no docker</c>.</param>
    /// <param name="script">Answers <c>reason</c> and <c>detail</c> when it fails.</param>
    /// <param name="timeout">When the change counts as failed.</param>
    /// <param name="cancellationToken">Leaves the host; what it has begun it may finish by itself.</param>
    /// <returns>The script's answer, or null where the change was withheld.</returns>
    public async Task<ScriptAnswer?> ChangeAsync(string description, string reason, RemoteScript script, TimeSpan timeout, CancellationToken cancellationToken)
    {
        changes.Add(Options.CheckOnly ? $"{description} ({reason})" : description);
        if (Options.CheckOnly) return null;

        askedAhead.Clear();
        remembered = null;
        Changed = true;
        return (await RunAsync([script], timeout, cancellationToken))[0];
    }

    /// <summary>Descriptions of the changes since the last call, made or (in check mode) withheld.</summary>
    internal IReadOnlyList<string> TakeChanges()
    {
        string[] taken = [.. changes];
        changes.Clear();
        return taken;
    }

    private async Task<IReadOnlyList<ScriptAnswer>> RunAsync(IReadOnlyList<RemoteScript> scripts, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var elevate = !string.Equals(connection.User, "root", StringComparison.Ordinal);
        var command = ScriptProtocol.Compose(scripts, elevate, timeout);
        log($"$ {command.Name}{string.Concat(scripts.SelectMany(script => script.Arguments).Select(word => " " + word))}");
        var result = await connection.RunAsync(command, cancellationToken);
        // Redacted before anyone picks a line from it: whatever a provider quotes is clean.
        result = result with { Output = redactor.Redact(result.Output), Error = redactor.Redact(result.Error) };
        log(Transcript(result));

        return RemoteAnswers.Read(connection.User, command.Name, timeout, [.. scripts.Select(script => script.Name)], result);
    }

    private static string Transcript(CommandResult result) =>
        $"{result.Output}{result.Error}exit {result.ExitStatus?.ToString() ?? result.ExitSignal ?? "unknown"}";
}
