using Microsoft.Build.Framework;
using Stagecraft.Build.Tasks;
using Stagecraft.Build.Tests.Scripted;
using Stagecraft.Testing;

namespace Stagecraft.Build.Tests;

/// <summary>A temporary folder with a configuration and project files, and tasks that run in it.</summary>
internal sealed class Workspace : TemporaryFolder
{
    public const string NoNetwork = "network: {provider: none}\n";

    /// <summary>Warns about hosts with the role <c>warned</c>.</summary>
    public const string Warning = "network: {provider: warning}\n";

    public const string Tailscale = "network: {provider: tailscale, providers: {tailscale: {auth_key_env: TS_AUTHKEY, tailnet_domain: example.ts.net}}}\n";

    public Workspace(string configuration = NoNetwork) => Write("stagecraft.yml", configuration);

    public FakeBuildEngine Engine { get; } = new();

    public ScriptedConnector Connector { get; } = ScriptedHosts.Connector();

    public string ConfigFile => PathOf("stagecraft.yml");

    public Tasks.BootstrapHosts Bootstrap(params ITaskItem[] hosts) => Prepare(new Tasks.BootstrapHosts { Hosts = hosts });

    public GetStagecraftHosts GetHosts() => Prepare(new GetStagecraftHosts());

    public static ITaskItem Host(string id, string? role = null, params (string Name, string Value)[] metadata) =>
        LiteralItem.Create(id, [("PublicIP", "203.0.113.7"), ("Role", role), .. metadata]);

    private T Prepare<T>(T task)
        where T : StagecraftTask
    {
        task.BuildEngine = Engine;
        task.ConfigFile = ConfigFile;
        task.ProjectName = "infra";
        task.RunEnvironment = task.RunEnvironment with { Environment = _ => null, Connect = _ => Connector, Providers = ScriptedHosts.Providers };
        return task;
    }
}
