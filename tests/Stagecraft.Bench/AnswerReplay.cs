using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Remote;

namespace Stagecraft.Bench;

/// <summary>Gives the engine the answers that are in files, one a host: an engine that asks a second time finds the host failed.</summary>
internal sealed class AnswerReplay(string folder) : IHostConnector
{
    public Task<IHostConnection> ConnectAsync(Host host, CancellationToken cancellationToken) =>
        Task.FromResult<IHostConnection>(new OneAnswer(_ => new CommandResult(
            ExitStatus: 0,
            ExitSignal: null,
            Output: File.ReadAllText(Path.Combine(folder, host.PublicIp!)),
            Error: "")));
}
