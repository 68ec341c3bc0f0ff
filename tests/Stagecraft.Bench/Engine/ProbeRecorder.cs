using Stagecraft.Bootstrap;

namespace Stagecraft.Bench.Engine;

/// <summary>Records the first command that the engine sends to a host, and ends that host. All hosts must get the same command.</summary>
internal sealed class ProbeRecorder(string folder) : IHostConnector
{
    private RemoteCommand? first;

    public int Asked { get; private set; }

    public Task<IHostConnection> ConnectAsync(Host host, CancellationToken cancellationToken) =>
        Task.FromResult<IHostConnection>(new OneAnswer(Record));

    private CommandResult Record(RemoteCommand command)
    {
        if (first is null)
        {
            File.WriteAllText(Path.Combine(folder, "command"), command.CommandLine);
            File.WriteAllText(Path.Combine(folder, "input"), command.Input);
            first = command;
        }

        if ((command.CommandLine, command.Input) == (first.CommandLine, first.Input)) Asked++;
        throw new HostFailureException(ErrorCode.Cancelled, "Only the probe was wanted.", "");
    }
}
