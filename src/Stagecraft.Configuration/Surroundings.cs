using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Ssh;
using Stagecraft.Bootstrap.Ssh.Bastions;
using Stagecraft.Bootstrap.Text;
using Stagecraft.Configuration.Cloud;

namespace Stagecraft.Configuration;

/// <summary>What a front end lends: nothing in this assembly asks the process for it.</summary>
public sealed record Surroundings
{
    // Not volatile: a record's copy of such a field is code that the coverage profiler breaks, and a late look only costs a redactor more.
    private Tuple<int, Redactor> redactor = Tuple.Create(0, new Redactor([]));

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

    /// <summary>Which keys there are to log in with.</summary>
    public Func<SshOptions, LoginKeys> LoginKeys { get; init; } = Bootstrap.Ssh.LoginKeys.Load;

    /// <summary>How the ports of hosts behind a bastion are asked for.</summary>
    public Func<SshOptions, IPortProbe> ProbeThroughBastion { get; init; } = BastionProbe.Create;

    /// <summary>The clock for waits between requests.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether an address takes connections on a port, asked once.</summary>
    public Func<string, int, CancellationToken, Task<bool>> AcceptsTcp { get; init; } = TcpProbe.AcceptsAsync;

    /// <summary>Every secret that the configuration names, and that is there; whatever was made of these surroundings adds to them.</summary>
    internal ICollection<Secret> Secrets { get; } = new List<Secret>();

    /// <summary>What is printed outside of a host's record goes through here: no secret that the configuration names is left in it.</summary>
    public string Mask(string text)
    {
        // Made anew only when there are more: it goes over every line that is printed.
        var current = redactor;
        if (current.Item1 != Secrets.Count) redactor = current = Tuple.Create(Secrets.Count, new Redactor(Secrets));
        return current.Item2.Redact(text);
    }
}
