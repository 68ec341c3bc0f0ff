using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Configuration;
using Stagecraft.Testing;

namespace Stagecraft.Build.Tests.Scripted;

/// <summary>Hosts that behave as their role says. A host without such a role is ready.</summary>
internal static class ScriptedHosts
{
    /// <summary>No SSH server answers.</summary>
    public const string Dead = "dead";

    /// <summary>Reports on standard output that it was reached, and never answers.</summary>
    public const string Hanging = "hanging";

    /// <summary>Has no Docker yet.</summary>
    public const string Bare = "bare";

    /// <summary>Ready, and all entries with this role are one host.</summary>
    public const string Clone = "clone";

    /// <summary>Needs a login, and prints the auth key when it gets it.</summary>
    public const string Leaking = "leaking";

    /// <summary>The text that the result of an unreachable host quotes.</summary>
    public const string Remark = "100%3b ; %41 * \\ ' \" {0} $(HOME) @(Compile)";

    public static ScriptedConnector Connector() => new() { Default = Create };

    /// <summary>The built-in providers, and the network <c>warning</c>.</summary>
    public static ProviderRegistry Providers { get; } = BuiltInProviders.All with
    {
        Network = new Dictionary<string, Func<SettingsSection, INetworkProvider>>(BuiltInProviders.All.Network, StringComparer.Ordinal) { ["warning"] = _ => new WarningNetwork() },
    };

    private static ScriptedHost Create(Host host) => host.Role switch
    {
        Dead => new ScriptedHost
        {
            OnConnect = _ => throw new HostFailureException(ErrorCode.SshUnreachable, $"No answer: {Remark}", "Look after it."),
        },
        Hanging => new ScriptedHost
        {
            OnConnect = async cancellationToken =>
            {
                // Printed past the loggers, for a test that waits for it.
                await Console.Out.WriteLineAsync("hanging");
                await Task.Delay(Timeout.Infinite, cancellationToken);
            },
        },
        Clone => new ScriptedHost().On("preflight", HostAnswers.Preflight + HostAnswers.Machine("m")).On("docker-detect", HostAnswers.Docker),
        Bare => new ScriptedHost().On("preflight", HostAnswers.Preflight).On("docker-detect", HostAnswers.NoDocker),
        Leaking => ScriptedHost.Ready()
            .On("tailscale-detect", "client=/usr/bin/tailscale\nLoadState=loaded\nUnitFileState=enabled\nstatus={\"Version\":\"1.84.0\",\"BackendState\":\"NeedsLogin\",\"HaveNodeKey\":false,\"Self\":{\"HostName\":\"a\"}}")
            .On("tailscale-login", exit: 1, error: $"backend error: invalid key {Environment.GetEnvironmentVariable("TS_AUTHKEY")}"),
        _ => ScriptedHost.Ready(),
    };
}
