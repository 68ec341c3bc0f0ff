using System.Reflection;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Ssh;
using Stagecraft.Configuration;

namespace Stagecraft.Application;

/// <summary>The environment that a front end provides to a run.</summary>
internal sealed record RunEnvironment : ConfigurationEnvironment
{
    public RunEnvironment() => Providers = BuiltInProviders.All;

    /// <summary>The version of Stagecraft, for reports. Without the commit, which would differ between builds of one version.</summary>
    public string Version { get; init; } =
        typeof(RunEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>The source of a hosts document named <c>-</c>.</summary>
    public TextReader Input { get; init; } = TextReader.Null;

    /// <summary>Creates the connector to hosts.</summary>
    public Func<SshOptions, IHostConnector> Connect { get; init; } = SshConnector.Create;

    /// <summary>Loads the keys that are available for logins.</summary>
    public Func<SshOptions, CancellationToken, Task<LoginKeys>> LoginKeys { get; init; } = Bootstrap.Ssh.LoginKeys.LoadAsync;

    /// <summary>Reads the keys of hosts.</summary>
    public Func<SshOptions, IReadOnlyList<Host>, int, CancellationToken, Task<IReadOnlyList<HostKeys>>> ReadHostKeys { get; init; } = SshConnector.ReadKeysAsync;

    /// <summary>Creates the probe for ports of hosts behind a bastion.</summary>
    public Func<SshOptions, IPortProbe> ProbeThroughBastion { get; init; } = BastionProbe.Create;

    /// <summary>The clock for waits between requests.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Checks once whether an address accepts connections on a port.</summary>
    public Func<string, int, CancellationToken, Task<bool>> AcceptsTcp { get; init; } = TcpProbe.AcceptsAsync;
}
