using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Tool;
using Stagecraft.Configuration;
using Stagecraft.Testing;

namespace Stagecraft.Hostile.Tests.Secrets;

/// <summary>The tool in a separate folder, with every secret that it can have.</summary>
internal sealed class ToolFolder : IDisposable
{
    private const string FakeCloud = """
        cloud:
          provider: fake
          providers: {fake: {token_env: DO_TOKEN}}
        network:
          provider: tailscale
          providers:
            tailscale: {auth_key_env: TS_AUTHKEY, tailnet_domain: example.ts.net, default_tags: ["tag:a"]}
        infra:
          bootstrap:
            ssh: {passphraseEnv: SSH_PASSPHRASE, sudoPasswordEnv: SUDO_PASSWORD}
        """;

    private readonly TemporaryFolder folder = new();
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal)
    {
        ["TS_AUTHKEY"] = Canary.Key + "\n",
        ["DO_TOKEN"] = Canary.Token,
        ["SSH_PASSPHRASE"] = Canary.Passphrase,
        ["SUDO_PASSWORD"] = Canary.SudoPassword,
    };

    public Func<ScriptedHost> Host { get; init; } = () => ScriptedHost.Ready();

    public string Config { get; init; } = FakeCloud;

    /// <summary>Files next to the configuration: names and texts.</summary>
    public (string Name, string Text)[] Files { get; init; } = [];

    public Func<SettingsSection, ICloudProvider> Cloud { get; init; } = section => new TokenCloud(section, _ => { });

    public CancellationTokenSource Stop { get; } = new();

    /// <summary>Its exit code, and everything that it leaves: both streams and all files, with their names.</summary>
    public async Task<(int Exit, string Left)> RunAsync(params string[] arguments)
    {
        var (exit, output, error) = await StartAsync(arguments);
        var given = Files.Select(file => folder.PathOf(file.Name));
        var files = Directory.GetFiles(folder.Root, "*", SearchOption.AllDirectories).Except(given, StringComparer.Ordinal).Select(file => $"{file}\n{File.ReadAllText(file)}");
        return (exit, string.Join('\n', [output, error, .. files]));
    }

    /// <summary>What it prints.</summary>
    public async Task<(string Output, string Error)> StreamsAsync(params string[] arguments)
    {
        var (_, output, error) = await StartAsync(arguments);
        return (output, error);
    }

    private async Task<(int Exit, string Output, string Error)> StartAsync(string[] arguments)
    {
        foreach (var (name, text) in Files.Append(("stagecraft.yml", Config))) await File.WriteAllTextAsync(folder.PathOf(name), text);
        var (output, error) = (new StringWriter(), new StringWriter());
        var terminal = new Terminal(TextReader.Null, output, TextWriter.Synchronized(error), ColorOutput: false, ColorError: false);
        var builtIn = BuiltInProviders.All;
        var surroundings = new RunEnvironment
        {
            Environment = Variables.GetValueOrDefault,
            CurrentDirectory = folder.Root,
            HomeDirectory = folder.Root,
            Connect = _ => new ScriptedConnector { Default = _ => Host() },
            Providers = builtIn with { Cloud = new Dictionary<string, Func<SettingsSection, ICloudProvider>>(builtIn.Cloud, StringComparer.Ordinal) { ["fake"] = Cloud } },
        };
        var exit = await ToolApp.RunAsync(arguments, terminal, surroundings, Stop.Token);
        return (exit, output.ToString(), error.ToString());
    }

    public void Dispose()
    {
        Stop.Dispose();
        folder.Dispose();
    }
}
