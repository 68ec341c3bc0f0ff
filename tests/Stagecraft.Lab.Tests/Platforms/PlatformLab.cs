using System.Text.Json;
using System.Text.RegularExpressions;
using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests.Platforms;

/// <summary>A separate lab with one host of each platform, in the order of <see cref="Lab.Platforms"/>.</summary>
internal sealed partial class PlatformLab : IAsyncDisposable
{
    private readonly string name = $"t{Environment.ProcessId}-platforms";
    private string config = "";
    private JsonElement info;

    /// <summary>The architecture of all hosts, in Debian's words.</summary>
    public string Architecture => info.GetProperty("architecture").GetString()!;

    public static async Task<PlatformLab> UpAsync()
    {
        var lab = new PlatformLab();
        try
        {
            foreach (var (index, platform) in Lab.Platforms.Keys.Index())
                await lab.LabAsync("up", $"{index + 1}", "--platform", platform);
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

    public async Task<string> OnHostAsync(int host, string command) => await LabAsync("exec", $"{host}", "sh", "-c", command);

    /// <summary>Runs the tool on all hosts with this docker section, through each platform's sudo.</summary>
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
