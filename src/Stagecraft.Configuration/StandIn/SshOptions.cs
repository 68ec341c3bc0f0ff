using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Ssh;

public sealed record SshOptions
{
    public string User { get; init; } = "root";
    public int Port { get; init; } = 22;
    public string? PrivateKeyPath { get; init; }
    public string? CertificatePath { get; init; }
    public Secret? Passphrase { get; init; }
    public string? KnownHostsFile { get; init; }
    public HostKeyPolicy HostKeyPolicy { get; init; } = HostKeyPolicy.AcceptNew;
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);
    public string? AgentSocket { get; init; }
    public string HomeDirectory { get; init; } = "";
}
