using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Ssh;
using Stagecraft.Bootstrap.Ssh.Bastions;
using Stagecraft.Bootstrap.Text;
using Stagecraft.Configuration.Cloud;

namespace Stagecraft.Configuration;

/// <summary>The environment that a front end provides. This assembly never reads it from the process.</summary>
public sealed record Surroundings
{
    // Not volatile: the coverage profiler breaks a record's copy of a volatile field. A stale read only creates one more redactor.
    private Tuple<int, Redactor> redactor = Tuple.Create(0, new Redactor([]));

    /// <summary>Reads an environment variable; returns null if it is unset.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>Absolute. Paths from the user are relative to it; paths in a file are relative to the file.</summary>
    public required string CurrentDirectory { get; init; }

    /// <summary>The absolute path that <c>~</c> stands for.</summary>
    public required string HomeDirectory { get; init; }

    /// <summary>The source of a hosts document named <c>-</c>.</summary>
    public TextReader Input { get; init; } = TextReader.Null;

    /// <summary>The providers that a configuration may name.</summary>
    public ProviderRegistry Providers { get; init; } = ProviderRegistry.BuiltIn;

    /// <summary>Creates the connector to hosts.</summary>
    public Func<SshOptions, IHostConnector> Connect { get; init; } = SshConnector.Create;

    /// <summary>Loads the keys that are available for logins.</summary>
    public Func<SshOptions, LoginKeys> LoginKeys { get; init; } = Bootstrap.Ssh.LoginKeys.Load;

    /// <summary>Creates the probe for ports of hosts behind a bastion.</summary>
    public Func<SshOptions, IPortProbe> ProbeThroughBastion { get; init; } = BastionProbe.Create;

    /// <summary>The clock for waits between requests.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Checks once whether an address accepts connections on a port.</summary>
    public Func<string, int, CancellationToken, Task<bool>> AcceptsTcp { get; init; } = TcpProbe.AcceptsAsync;

    /// <summary>All available secrets that the configuration names. Objects created from these surroundings add to them.</summary>
    internal ICollection<Secret> Secrets { get; } = new List<Secret>();

    /// <summary>Masks all secrets that the configuration names. Used for all output outside a host's record.</summary>
    public string Mask(string text)
    {
        // Recreated only if secrets were added, because every printed line is masked.
        var current = redactor;
        if (current.Item1 != Secrets.Count) redactor = current = Tuple.Create(Secrets.Count, new Redactor(Secrets));
        return current.Item2.Redact(text);
    }
}
