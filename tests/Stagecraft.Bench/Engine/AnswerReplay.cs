using Stagecraft.Bootstrap;

namespace Stagecraft.Bench.Engine;

/// <summary>Gives the engine the answers that are in files, one a host: an engine that asks a second time finds the host failed.</summary>
internal sealed class AnswerReplay(string folder) : IHostConnector
{
    // Asked of one host, once a run; the fan-out has no such question.
    private const string Peers = "tailscale-peers";
    private const string NoPeers = $"@@stagecraft begin {Peers}\n@@stagecraft end {Peers} 0\n";

    public Task<IHostConnection> ConnectAsync(Host host, CancellationToken cancellationToken) =>
        Task.FromResult<IHostConnection>(new OneAnswer(command => new CommandResult(
            ExitStatus: 0,
            ExitSignal: null,
            Output: command.Name == Peers ? NoPeers : File.ReadAllText(Path.Combine(folder, host.PublicIp!)),
            Error: "")));
}
