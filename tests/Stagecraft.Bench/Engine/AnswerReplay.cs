using Stagecraft.Bootstrap;

namespace Stagecraft.Bench.Engine;

/// <summary>Gives the engine the answers that are in files, one per host. If the engine probes a second time, the host fails.</summary>
internal sealed class AnswerReplay(string folder) : IHostConnector
{
    // Sent to one host, once per run. The fan-out has no such probe.
    private const string Peers = "tailscale-peers";
    private const string NoPeers = $"@@stagecraft begin {Peers}\n@@stagecraft end {Peers} 0\n";

    public Task<IHostConnection> ConnectAsync(Host host, CancellationToken cancellationToken) =>
        Task.FromResult<IHostConnection>(new OneAnswer(command => new CommandResult(
            ExitStatus: 0,
            ExitSignal: null,
            Output: command.Name == Peers ? NoPeers : File.ReadAllText(Path.Combine(folder, host.PublicIp!)),
            Error: "")));
}
