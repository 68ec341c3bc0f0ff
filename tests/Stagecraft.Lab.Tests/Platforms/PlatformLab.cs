using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests.Platforms;

/// <summary>A separate lab with other hosts than <see cref="Lab"/>.</summary>
internal sealed partial class PlatformLab : IAsyncDisposable
{
    private readonly string name;
    private string config = "";
    private JsonElement info;

    private PlatformLab(string name) => this.name = $"t{Environment.ProcessId}-{name}";

    /// <summary>The architecture of all hosts, in Debian's words.</summary>
    public string Architecture => info.GetProperty("architecture").GetString()!;

    /// <summary>One host of each platform, in the order of <see cref="Lab.Platforms"/>.</summary>
    public static Task<PlatformLab> UpAsync() =>
        UpAsync("platforms", Lab.Platforms.Keys.Index().Select(host => (string[])["up", $"{host.Index + 1}", "--platform", host.Item]));

    /// <summary>One host, which has its own kernel.</summary>
    public static Task<PlatformLab> MachineAsync() => UpAsync("machine", [["up", "1", "--platform", "debian-13", "--machine"]]);

    /// <summary>One host of a platform.</summary>
    public static Task<PlatformLab> OneAsync(string platform) => UpAsync(platform.Replace('.', '-'), [["up", "1", "--platform", platform]]);

    private static async Task<PlatformLab> UpAsync(string name, IEnumerable<string[]> commands)
    {
        var lab = new PlatformLab(name);
        try
        {
            foreach (var command in commands) await lab.LabAsync(command);
            lab.config = await lab.LabAsync("config");
            using var document = JsonDocument.Parse(await lab.LabAsync("info"));
            lab.info = document.RootElement.Clone();
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>The index of the platform's host.</summary>
    public static int HostOf(string platform) => Lab.Platforms.Keys.ToList().IndexOf(platform) + 1;

    /// <summary>The versions of Docker in the copy of Docker's archive, oldest first.</summary>
    public IReadOnlyList<string> DockerCeVersions(string platform) =>
    [
        .. info.GetProperty("platforms").EnumerateArray().Single(entry => entry.GetProperty("platform").GetString() == platform)
            .GetProperty("dockerCe").GetProperty("versions").EnumerateArray().Select(version => version.GetString()!),
    ];

    /// <summary>A docker section for Docker's own packages, with these further settings. It is valid for all platforms.</summary>
    public string DockerCe(string settings = "")
    {
        var archive = info.GetProperty("dockerCe");
        return $"installMethod: docker-ce, mirror: \"{archive.GetProperty("mirror").GetString()}\", mirrorKeyFingerprint: {archive.GetProperty("fingerprint").GetString()}{settings}";
    }

    public async Task ResetAsync(int host) => await LabAsync("reset", $"{host}");

    /// <summary>Starts a stopped host, and waits until it has booted.</summary>
    public async Task StartAsync(int host) => await LabAsync("start", $"{host}");

    public async Task<string> OnHostAsync(int host, string command) => await LabAsync("exec", $"{host}", "sh", "-c", command);

    /// <summary>Runs a command during which the host may go away.</summary>
    public Task<CommandRun> TryOnHostAsync(int host, string command) => Lab.RunAsync(name, ["exec", $"{host}", "sh", "-c", command]);

    // Docker 20.10, of Debian 12, cannot validate its file.
    private const string Settings = "users: [operator], daemon: {log-driver: local, log-opts: {max-size: 20m}}";

    /// <summary>Runs the tool on all hosts with this docker section and some settings of Docker, through each platform's sudo.</summary>
    public Task<CommandRun> ToolAsync(string docker, params IEnumerable<string> arguments) => ToolAsync(docker, null, arguments);

    /// <inheritdoc cref="ToolAsync(string, IEnumerable{string})"/>
    /// <param name="meanwhile">Runs while the tool runs.</param>
    public async Task<CommandRun> ToolAsync(string docker, Func<Process, Task>? meanwhile, params IEnumerable<string> arguments) => await Lab.ToolAsync(
        [.. arguments, "--output", "json"],
        DockerSection().Replace(config, $"docker: {{{docker}, {Settings}}}").Replace("ssh: {user: root", "ssh: {user: operator", StringComparison.Ordinal),
        meanwhile);

    /// <summary>Runs the tool on all hosts, with a password for each platform's sudo.</summary>
    public Task<CommandRun> ToolWithSudoPasswordAsync(string password, params IEnumerable<string> arguments) =>
        Lab.ToolAsync([.. arguments, "--output", "json"], SudoPassword.Configure(config), sudoPassword: password);

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
