using Stagecraft.Bootstrap;
using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>
/// Hosts of the lab that answer like ready ones, with the stand-ins for the commands that the benchmarks run.
/// A soak tests this side: the sshd, the shell and the connection are real.
/// </summary>
internal static class ReadyStandIns
{
    /// <summary>Settings for these hosts: the stand-ins' tailnet and tags, a parallelism below sshd's MaxStartups, and long limits for a busy machine.</summary>
    public static string Config => Lab.Config
        .Replace("lab.ts.net", "bench.ts.net", StringComparison.Ordinal)
        .Replace("db: [\"tag:db\"]", "db: [\"tag:app\"]", StringComparison.Ordinal)
        .Replace("  bootstrap:\n", "  bootstrap:\n    maxParallelHosts: 8\n    timeouts: {query: 5m}\n", StringComparison.Ordinal)
        .Replace("ssh: {", "ssh: {connectTimeout: 2m, ", StringComparison.Ordinal);

    public static async Task<IReadOnlyList<Host>> SetUpAsync()
    {
        var hosts = await Lab.HostsAsync();
        await Lab.ResetAsync(Enumerable.Range(1, hosts.Count));
        for (var i = 1; i <= hosts.Count; i++)
        {
            // The post-quantum key exchange is most of a bootstrap's work, and is not tested here.
            await Lab.OnHostAsync(i, "echo KexAlgorithms curve25519-sha256 >/etc/ssh/sshd_config.d/soak.conf && systemctl reload ssh");
            var root = await Lab.RootOfAsync(i);
            foreach (var standIn in (string[])["docker", "systemctl", "tailscale"])
                File.Copy(Path.Combine(Repository.Root, "build", "bench.d", "fakes", standIn), $"{root}/usr/local/bin/{standIn}");
        }

        // Their names have the last part of their address.
        return [.. hosts.Select(host => host with { Name = $"host-{host.PublicIp!.Split('.')[^1]}" })];
    }

    public static async Task TearDownAsync() => await Lab.ResetAsync(Enumerable.Range(1, (await Lab.HostsAsync()).Count));
}
