using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Ssh;

namespace Stagecraft.Configuration.Tests;

/// <summary>Reads configurations from text, in a directory that does not exist.</summary>
internal static class Config
{
    public const string Directory = "/repo";
    public const string Home = "/home/ann";

    public static RunEnvironment RunEnvironment(params (string Name, string Value)[] variables) => new()
    {
        Environment = name => variables.FirstOrDefault(variable => variable.Name == name).Value,
        CurrentDirectory = Directory,
        HomeDirectory = Home,
    };

    public static ProjectOptions Read(string yaml, params (string Name, string Value)[] variables) =>
        Read(yaml, RunEnvironment(variables));

    public static ProjectOptions Read(string yaml, RunEnvironment surroundings, bool secrets = true) =>
        new ProjectReader(ProjectFile.Parse(yaml, ProjectFile.DefaultName, surroundings.CurrentDirectory), surroundings).Read(cloudSecrets: secrets, hostSecrets: secrets);

    /// <summary>Our part of an otherwise valid configuration.</summary>
    public static ProjectOptions ReadBootstrap(string lines, params (string Name, string Value)[] variables) =>
        Read(Bootstrap(lines), variables);

    /// <summary>The settings of a connection to a host without its own. Where a value comes from is left out.</summary>
    public static SshSettings Effective(SshOptions ssh) =>
        SshSettings.Of(new Host { Id = "a", PublicIp = "a.example.com" }, ssh, config: null) with { Sources = new([]) };

    public static string[] ErrorsOfBootstrap(string lines) => Errors(Bootstrap(lines));

    public static string[] Errors(string yaml, params (string Name, string Value)[] variables) =>
        [.. Assert.ThrowsExactly<ConfigurationException>(() => Read(yaml, variables)).Errors.Select(error => error.ToString())];

    private static string Bootstrap(string lines) =>
        $"network: {{provider: none}}\ninfra:\n  bootstrap:\n    {lines.ReplaceLineEndings("\n    ")}\n";
}
