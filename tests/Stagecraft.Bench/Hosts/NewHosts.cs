using System.Text.Json;
using System.Text.RegularExpressions;
using Stagecraft.Bench.Measuring;

namespace Stagecraft.Bench.Hosts;

/// <summary>New hosts in a separate lab, so that hosts of other labs are not reset.</summary>
internal sealed partial class NewHosts(CancellationToken stopping) : IAsyncDisposable
{
    /// <summary>A lab host.</summary>
    public sealed record LabHost(string Name, string Role, string Address);

    public IReadOnlyList<LabHost> Hosts { get; private set; } = [];

    /// <summary>Where the hosts get Tailscale's packages.</summary>
    public string Mirror { get; private set; } = "";

    /// <summary>Starts the hosts and writes what the clients are given.</summary>
    public async Task UpAsync(Workspace work, int count)
    {
        // A run that was killed may have left more hosts.
        await LabAsync("down");
        work.Write("hosts.json", await LabAsync("up", $"{count}"));
        using (var document = JsonDocument.Parse(File.ReadAllText(work.Hosts)))
        {
            Hosts = [.. document.RootElement.EnumerateArray().Select(host => new LabHost(Text(host, "name"), Text(host, "role"), Text(host, "publicIp")))];
        }

        using var info = JsonDocument.Parse(await LabAsync("info"));
        var config = KnownHostsFile().Replace(await LabAsync("config"), $"knownHostsFile: {work.KnownHosts}, connectTimeout: 120s");
        Mirror = MirrorSetting().Match(config).Groups["url"].Value;
        work.Write("stagecraft.yml", config);
        File.WriteAllLines(work.Addresses, Hosts.Select(host => host.Address));
        var scan = new ClientCommand("ssh-keyscan", "-t", "ed25519", "-f", work.Addresses);
        work.Write("known_hosts", await Processes.OutputAsync("the hosts show no keys", scan, stopping));
        work.Write("ssh_config", ClientInputs.SshConfig(work, 22, Text(info.RootElement, "privateKey")));
    }

    /// <summary>As the lab's own tests do it: every file since the base image is removed, and the hosts boot.</summary>
    public Task ResetAsync() => LabAsync("reset");

    /// <summary>All packages of all hosts with their versions.</summary>
    public async Task<string> PackagesAsync()
    {
        var packages = "";
        for (var index = 1; index <= Hosts.Count; index++)
            packages += await LabAsync("exec", $"{index}", "dpkg-query", "--show", "--showformat", "${db:Status-Abbrev} ${Package} ${Version}\n");
        return packages;
    }

    public async ValueTask DisposeAsync() => await LabAsync(CancellationToken.None, "down");

    private Task<string> LabAsync(params string[] arguments) => LabAsync(stopping, arguments);

    private static async Task<string> LabAsync(CancellationToken stopping, params string[] arguments)
    {
        var command = new ClientCommand(Path.Combine(Workspace.Repository, "build", "lab"), arguments)
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["STAGECRAFT_LAB"] = "bench" },
        };
        var (exitCode, output) = await Processes.ScriptAsync(command, stopping);
        stopping.ThrowIfCancellationRequested();
        return exitCode == 0 ? output : throw new BenchException($"build/lab {arguments[0]} ended with {exitCode}");
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    [GeneratedRegex(@"knownHostsFile: [^ ,}]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KnownHostsFile();

    [GeneratedRegex(@"install: \{mirror: ""(?<url>[^""]*)""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MirrorSetting();
}
