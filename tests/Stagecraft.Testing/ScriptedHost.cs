using System.Text;
using System.Text.RegularExpressions;
using Stagecraft.Bootstrap;

namespace Stagecraft.Testing;

/// <summary>
/// One scripted host. Each script name has a queue of replies, and the last reply stays. An unexpected
/// script fails the test with its name.
/// </summary>
public sealed partial class ScriptedHost
{
    private readonly Dictionary<string, Queue<Reply>> replies = new(StringComparer.Ordinal);

    public string User { get; init; } = "root";

    public Func<CancellationToken, Task> OnConnect { get; set; } = _ => Task.CompletedTask;

    /// <summary>Replaces the whole exchange of a command, for a host that misbehaves.</summary>
    public Func<RemoteCommand, CancellationToken, Task<CommandResult>>? OnCommand { get; set; }

    /// <summary>Runs before a script gets its reply, for a slow host.</summary>
    public Func<string, CancellationToken, Task> OnScript { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Every command, with all its scripts together.</summary>
    public List<RemoteCommand> Commands { get; } = [];

    /// <summary>Every script that ran, with its arguments, in order: <c>docker-detect</c>, <c>apt-install docker.io</c>.</summary>
    public List<string> Scripts { get; } = [];

    public int Disposed { get; internal set; }

    /// <summary>Runs when the connection is disposed. Can throw, like a broken connection.</summary>
    public Func<ValueTask> OnDispose { get; set; } = () => ValueTask.CompletedTask;

    /// <summary>A ready host.</summary>
    public static ScriptedHost Ready(string user = "root") => new ScriptedHost { User = user }
        .On("preflight", HostAnswers.Preflight)
        .On("docker-detect", HostAnswers.Docker);

    /// <summary>Adds a reply of <c>key=value</c> lines to the script's queue.</summary>
    public ScriptedHost On(string script, string answer = "", int exit = 0, string error = "")
    {
        if (!replies.TryGetValue(script, out var queue)) replies[script] = queue = new();
        queue.Enqueue(new Reply(answer, exit, error));
        return this;
    }

    internal async Task<CommandResult> RunAsync(RemoteCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Commands.Add(command);
        if (OnCommand is not null) return await OnCommand(command, cancellationToken);

        var output = new StringBuilder();
        var error = new StringBuilder();
        var exit = 0;
        // With a password for sudo, the scripts are a quoted value in another script.
        var input = command.Input.Replace("'\\''", "'", StringComparison.Ordinal);
        foreach (Match match in Sections().Matches(input))
        {
            var name = match.Groups["name"].Value;
            Scripts.Add((name + match.Groups["args"].Value).Trim());
            await OnScript(name, cancellationToken);
            if (!replies.TryGetValue(name, out var queue))
                throw new InvalidOperationException($"The scripted host has no reply for '{name}'.");
            var reply = queue.Count > 1 ? queue.Dequeue() : queue.Peek();
            output.Append("@@stagecraft begin ").Append(name).Append('\n');
            if (reply.Answer.Length > 0) output.Append(reply.Answer.ReplaceLineEndings("\n").TrimEnd('\n')).Append('\n');
            output.Append("@@stagecraft end ").Append(name).Append(' ').Append(reply.Exit).Append('\n');
            error.Append(reply.Error);
            exit = reply.Exit;
            // As the shell does if the command says that nothing follows the failure of this script.
            if (exit != 0 && input.Contains($"'@@stagecraft end {name}' \"$ended\"\n[ \"$ended\" = 0 ] || exit 0\n", StringComparison.Ordinal)) break;
        }

        return new CommandResult(exit, null, output.ToString(), error.ToString());
    }

    [GeneratedRegex(@"^printf '%s\\n' '@@stagecraft begin (?<name>[^']+)'\nset --(?<args>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex Sections();

    private sealed record Reply(string Answer, int Exit, string Error);
}
