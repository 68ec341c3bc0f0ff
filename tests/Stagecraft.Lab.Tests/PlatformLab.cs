using System.Text.Json;
using System.Text.RegularExpressions;
using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests;

/// <summary>A separate lab with one host of a platform.</summary>
internal sealed partial class PlatformLab : IAsyncDisposable
{
    private const int Host = 1;

    private readonly string name;
    private string config = "";
    private JsonElement dockerCe;

    private PlatformLab(string name) => this.name = name;

    /// <summary>The versions of Docker in the copy of Docker's archive, oldest first.</summary>
    public IReadOnlyList<string> DockerCeVersions => [.. dockerCe.GetProperty("versions").EnumerateArray().Select(version => version.GetString()!)];

    public static async Task<PlatformLab> UpAsync(string platform)
    {
        var lab = new PlatformLab($"t{Environment.ProcessId}-{platform.Replace(".", "", StringComparison.Ordinal)}");
        try
        {
            await lab.LabAsync("up", "1", "--platform", platform);
            lab.config = await lab.LabAsync("config");
            using var info = JsonDocument.Parse(await lab.LabAsync("info"));
            lab.dockerCe = info.RootElement.GetProperty("dockerCe").Clone();
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>A docker section for Docker's own packages, with these further settings.</summary>
    public string DockerCe(string settings = "") =>
        $"installMethod: docker-ce, mirror: \"{dockerCe.GetProperty("mirror").GetString()}\", mirrorKeyFingerprint: {dockerCe.GetProperty("fingerprint").GetString()}{settings}";

    public async Task ResetAsync() => await LabAsync("reset");

    public async Task<string> OnHostAsync(string command) => await LabAsync("exec", $"{Host}", "sh", "-c", command);

    /// <summary>Runs the tool with this docker section, and through the platform's sudo.</summary>
    public async Task<CommandRun> ToolAsync(string docker, params IEnumerable<string> arguments) =>
        await Lab.ToolAsync([.. arguments, "--output", "json"], DockerSection().Replace(config, $"docker: {{{docker}}}").Replace("ssh: {user: root", "ssh: {user: operator", StringComparison.Ordinal));

    public async ValueTask DisposeAsync() => await LabAsync("down");

    private async Task<string> LabAsync(params string[] arguments)
    {
        var run = await Lab.RunAsync(name, arguments);
        Assert.AreEqual(0, run.ExitCode, run.ToString());
        return run.Output;
    }

    [GeneratedRegex("(?m)(?<=^    )docker: .*$", RegexOptions.None, Eventually.LimitMilliseconds)]
    private static partial Regex DockerSection();
}
