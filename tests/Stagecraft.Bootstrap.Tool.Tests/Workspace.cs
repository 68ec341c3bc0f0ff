using Stagecraft.Application;
using Stagecraft.Configuration;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tool.Tests;

/// <summary>A directory with a configuration, and hosts that exist only as answers. The tool runs in it, in this process.</summary>
internal sealed class Workspace : IDisposable
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

    private const string ReadyPreflight = "uid=0\nos_id=ubuntu\nos_version=22.04\nos_name=Ubuntu 22.04.5 LTS\nsystemd=yes";
    private const string ReadyDocker = "server=27.5.1\ncompose=2.33.0\nclient=/usr/bin/docker\nLoadState=loaded\nUnitFileState=enabled";
    private const string NoDocker = "client=\nLoadState=not-found\npackages=";

    public Workspace(string? configuration = ThreeHosts)
    {
        if (configuration is not null) Write("stagecraft.yml", configuration);
    }

    public DirectoryInfo Directory { get; } = System.IO.Directory.CreateTempSubdirectory("stagecraft");

    /// <summary>Every host is ready unless it is set up otherwise.</summary>
    public ScriptedConnector Hosts { get; } = new() { Default = _ => Ready() };

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Func<SettingsSection, ICloudProvider>? FakeCloud { get; set; }

    public INetworkProvider? FakeNetwork { get; init; }

    public CancellationTokenSource Stop { get; } = new();

    /// <summary>Three hosts in a network that warns of those with a role.</summary>
    public static Workspace Warning(string role) => new(ThreeHosts
        .Replace("provider: none", "provider: warning", StringComparison.Ordinal)
        .Replace($"role: {role}", $"role: {WarningNetwork.Warned}", StringComparison.Ordinal))
    {
        FakeNetwork = new WarningNetwork(),
    };

    public static ScriptedHost Ready() => new ScriptedHost().On("preflight", ReadyPreflight).On("docker-detect", ReadyDocker);

    /// <summary>A ready host on the machine <paramref name="id"/>: two of one id are one machine.</summary>
    public static ScriptedHost Machine(string id) => new ScriptedHost()
        .On("preflight", ReadyPreflight + HostAnswers.Machine(id))
        .On("docker-detect", ReadyDocker);

    public static ScriptedHost Bare() => new ScriptedHost().On("preflight", ReadyPreflight).On("docker-detect", NoDocker).On("docker-detect", ReadyDocker).On("docker-apt");

    public static ScriptedHost Old() => new ScriptedHost()
        .On("preflight", ReadyPreflight.Replace("22.04", "18.04", StringComparison.Ordinal))
        .On("docker-detect", NoDocker);

    public string PathOf(string file) => Path.Combine(Directory.FullName, file);

    public void Write(string file, string text) => File.WriteAllText(PathOf(file), text);

    public string Read(string file) => File.ReadAllText(PathOf(file));

    /// <summary>The names of the files in a folder, the hidden ones too, sorted.</summary>
    public string Files(string folder = ".") => string.Join(' ', System.IO.Directory.EnumerateFiles(PathOf(folder)).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    public Task<ToolRun> RunAsync(params string[] arguments) => RunAsync("", colors: false, arguments);

    public Task<ToolRun> RunAsync(string input, bool colors, params string[] arguments) => RunAsync(input, colors, live: null, arguments);

    /// <summary>Standard error is a terminal, and all that goes there is seen on it only.</summary>
    public Task<ToolRun> RunAsync(LiveWriter live, params string[] arguments) => RunAsync("", colors: false, live, arguments);

    private async Task<ToolRun> RunAsync(string input, bool colors, LiveWriter? live, string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(new StringReader(input), output, live ?? TextWriter.Synchronized(error), colors, colors, Live: live);
        var builtIn = BuiltInProviders.All;
        var surroundings = new RunEnvironment
        {
            Environment = Variables.GetValueOrDefault,
            CurrentDirectory = Directory.FullName,
            HomeDirectory = "/nonexistent",
            Connect = _ => Hosts,
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

    public void Dispose()
    {
        Stop.Dispose();
        Directory.Delete(recursive: true);
    }
}
