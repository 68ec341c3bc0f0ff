using Stagecraft.Application;
using Stagecraft.Configuration;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tool.Tests;

/// <summary>A temporary folder with a configuration, and scripted hosts. The tool runs in it, in this process.</summary>
internal sealed class Workspace : TemporaryFolder
{
    public const string ThreeHosts = """
        cloud:
          provider: static
          providers:
            static:
              hosts:
                - {id: app-2, role: app, publicIp: 203.0.113.8}
                - {id: app-1, role: app, publicIp: 203.0.113.7}
                - {id: db, role: db, publicIp: 203.0.113.9}
        network: {provider: none}
        """;

    public Workspace(string? configuration = ThreeHosts)
    {
        if (configuration is not null) Write("stagecraft.yml", configuration);
    }

    /// <summary>Every host is ready unless it is set up otherwise.</summary>
    public ScriptedConnector Hosts { get; } = new() { Default = _ => Ready() };

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Func<SettingsSection, ICloudProvider>? FakeCloud { get; set; }

    public INetworkProvider? FakeNetwork { get; init; }

    /// <summary>The keys of the hosts, in their order.</summary>
    public IReadOnlyList<Ssh.HostKeys> Keys { get; init; } = [];

    /// <summary>Answers questions of the tool. Null if standard input is not a terminal.</summary>
    public Func<string, bool>? Confirm { get; set; } = _ => true;

    public CancellationTokenSource Stop { get; } = new();

    /// <summary>Three hosts in a network that warns about those with a role.</summary>
    public static Workspace Warning(string role) => new(ThreeHosts
        .Replace("provider: none", "provider: warning", StringComparison.Ordinal)
        .Replace($"role: {role}", $"role: {WarningNetwork.Warned}", StringComparison.Ordinal))
    {
        FakeNetwork = new WarningNetwork(),
    };

    public static ScriptedHost Ready() => ScriptedHost.Ready();

    /// <summary>A ready host with the machine id <paramref name="id"/>. Two entries with one id are one host.</summary>
    public static ScriptedHost Machine(string id) => new ScriptedHost()
        .On("preflight", HostAnswers.Preflight + HostAnswers.Machine(id))
        .On("docker-detect", HostAnswers.Docker);

    /// <summary>The version in reports, so that golden files do not depend on the commit.</summary>
    public const string Version = "1.2.3";

    public static ScriptedHost Bare() => new ScriptedHost().On("preflight", HostAnswers.Preflight).On("docker-detect", HostAnswers.NoDocker).On("docker-detect", HostAnswers.Docker).On("docker-apt");

    public static ScriptedHost Old() => new ScriptedHost()
        .On("preflight", HostAnswers.Preflight.Replace("22.04", "18.04", StringComparison.Ordinal))
        .On("docker-detect", HostAnswers.NoDocker);

    public Task<ToolRun> RunAsync(params string[] arguments) => RunAsync("", colors: false, arguments);

    public Task<ToolRun> RunAsync(string input, bool colors, params string[] arguments) => RunAsync(input, colors, live: null, arguments);

    /// <summary>Standard error is a terminal, and its text appears only there.</summary>
    public Task<ToolRun> RunAsync(LiveWriter live, params string[] arguments) => RunAsync("", colors: false, live, arguments);

    private async Task<ToolRun> RunAsync(string input, bool colors, LiveWriter? live, string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(new StringReader(input), output, live ?? TextWriter.Synchronized(error), colors, colors, Live: live, AskPassword: () => "a typed password", Confirm: Confirm);
        var builtIn = BuiltInProviders.All;
        var surroundings = new RunEnvironment
        {
            Environment = Variables.GetValueOrDefault,
            CurrentDirectory = Root,
            HomeDirectory = "/nonexistent",
            Version = Version,
            Connect = _ => Hosts,
            ReadHostKeys = (_, _, _, _) => Task.FromResult(Keys),
            Time = Time,
            Providers = new ProviderRegistry
            {
                Cloud = FakeCloud is null
                    ? builtIn.Cloud
                    : new Dictionary<string, Func<SettingsSection, ICloudProvider>>(builtIn.Cloud, StringComparer.Ordinal) { ["fake"] = FakeCloud },
                Network = FakeNetwork is null
                    ? builtIn.Network
                    : new Dictionary<string, Func<SettingsSection, INetworkProvider>>(builtIn.Network, StringComparer.Ordinal) { ["warning"] = _ => FakeNetwork },
            },
        };
        var exit = await ToolApp.RunAsync(arguments, terminal, surroundings, Stop.Token);
        return new ToolRun(exit, output.ToString(), error.ToString());
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Stop.Dispose();
        base.Dispose(disposing);
    }
}
