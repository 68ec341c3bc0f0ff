using Stagecraft.Bootstrap;

namespace Stagecraft.Bench.Engine;

/// <summary>A connection that answers once. A ready host gets one command. A second one would make the comparison unfair.</summary>
internal sealed class OneAnswer(Func<RemoteCommand, CommandResult> answer) : IHostConnection
{
    private bool answered;

    public string User => "root";

    public Task<CommandResult> RunAsync(RemoteCommand command, CancellationToken cancellationToken)
    {
        if (answered) throw new InvalidOperationException($"A second command: {command.Name}.");
        answered = true;
        return Task.FromResult(answer(command));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
