using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Ssh;
using Stagecraft.Bootstrap.Ssh.Bastions;
using Stagecraft.Bootstrap.Text;
using Stagecraft.Configuration.Cloud;

namespace Stagecraft.Configuration;

/// <summary>What a front end lends: nothing in this assembly asks the process for it.</summary>
public sealed record Surroundings
{
    // Shorter ones are ordinary words: masking those would spoil messages, and tell them by what is missing.
    private const int MinMasked = 8;

    /// <summary>Reads an environment variable; null where it is unset.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>Absolute. Paths that a user gives start here; paths in a file start at the file.</summary>
    public required string CurrentDirectory { get; init; }

    /// <summary>What <c>~</c> stands for. Absolute.</summary>
    public required string HomeDirectory { get; init; }

    /// <summary>Where a hosts document named <c>-</c> comes from.</summary>
    public TextReader Input { get; init; } = TextReader.Null;

    /// <summary>The providers that a configuration may name.</summary>
    public ProviderRegistry Providers { get; init; } = ProviderRegistry.BuiltIn;

    /// <summary>How hosts are reached.</summary>
    public Func<SshOptions, IHostConnector> Connect { get; init; } = SshConnector.Create;

    /// <summary>How the ports of hosts behind a bastion are asked for.</summary>
    public Func<SshOptions, IPortProbe> ProbeThroughBastion { get; init; } = BastionProbe.Create;

    /// <summary>The clock for waits between requests.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether an address takes connections on a port, asked once.</summary>
    public Func<string, int, CancellationToken, Task<bool>> AcceptsTcp { get; init; } = TcpProbe.AcceptsAsync;

    /// <summary>Every secret that was read so far, by whatever was made of these surroundings.</summary>
    internal ICollection<Secret> Secrets { get; } = new List<Secret>();

    internal IEnumerable<Secret> MaskedSecrets => Secrets.Where(secret => secret.Reveal().Length >= MinMasked);

    /// <summary>What is printed outside of a host's record goes through here: no secret that was read is left in it.</summary>
    public string Mask(string text) => new Redactor(MaskedSecrets).Redact(text);
}
