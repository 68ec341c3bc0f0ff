using System.Diagnostics;
using Stagecraft.Providers.Tests.DigitalOcean;
using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests;

/// <summary>Runs <c>dotnet</c> with the secrets that the lab's configurations name.</summary>
internal static class Dotnet
{
    public static Task<CommandRun> RunAsync(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = directory };
        start.Environment["TS_AUTHKEY"] = Lab.AuthKey;
        start.Environment["DO_TOKEN"] = StandIn.Token;
        return CommandRun.RunAsync(start);
    }

    /// <summary>Builds the sample project.</summary>
    /// <param name="config">The text of its <c>stagecraft.yml</c>.</param>
    /// <param name="arguments">After <c>dotnet build infra.proj</c>.</param>
    public static async Task<CommandRun> BuildSampleAsync(string config, params string[] arguments)
    {
        var file = Path.Combine(Lab.Folder.FullName, "msbuild.yml");
        await File.WriteAllTextAsync(file, config);
        return await RunAsync(
            Repository.Root,
            [
                "build", "samples/deploy/infra.proj", "-nr:false", "-tl:off",
                $"-p:StagecraftConfig={file}", $"-p:DeployKey={DeployKey}", $"-p:DeployKnownHosts={Lab.Folder.FullName}/known_hosts",
                .. arguments,
            ]);
    }

    /// <summary>The private key that the lab's hosts accept.</summary>
    public static string DeployKey => Setting("privateKeyPath");

    private static string Setting(string key) => Lab.Config.Split($"{key}: ")[1].Split(',', '}')[0];
}
