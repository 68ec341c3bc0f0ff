using System.Diagnostics;
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

    public static Task<PlatformLab> UpAsync(string platform) => UpAsync(platform.Replace(".", "", StringComparison.Ordinal), "--platform", platform);

    /// <summary>A host that has its own kernel.</summary>
    public static Task<PlatformLab> MachineAsync() => UpAsync("machine", "--platform", "debian-13", "--machine");

    private static async Task<PlatformLab> UpAsync(string name, params string[] options)
    {
        var lab = new PlatformLab($"t{Environment.ProcessId}-{name}");
        try
        {
            await lab.LabAsync(["up", "1", .. options]);
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

    /// <summary>Starts a stopped host, and waits until the host has booted.</summary>
    public async Task StartAsync() => await LabAsync("start", $"{Host}");

    public async Task<string> OnHostAsync(string command) => await LabAsync("exec", $"{Host}", "sh", "-c", command);

    /// <summary>Runs a command during which the host may go away.</summary>
    public Task<CommandRun> TryOnHostAsync(string command) => Lab.RunAsync(name, ["exec", $"{Host}", "sh", "-c", command]);

    /// <summary>Runs the tool with this docker section, and through the platform's sudo.</summary>
    public Task<CommandRun> ToolAsync(string docker, params IEnumerable<string> arguments) => ToolAsync(docker, null, arguments);

    /// <inheritdoc cref="ToolAsync(string, IEnumerable{string})"/>
    /// <param name="meanwhile">Runs while the tool runs.</param>
    public async Task<CommandRun> ToolAsync(string docker, Func<Process, Task>? meanwhile, params IEnumerable<string> arguments) =>
        await Lab.ToolAsync([.. arguments, "--output", "json"], DockerSection().Replace(config, $"docker: {{{docker}}}").Replace("ssh: {user: root", "ssh: {user: operator", StringComparison.Ordinal), meanwhile);

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
