using System.Diagnostics;
using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>Many connections, and the resources that remain after them.</summary>
[TestClass]
[DoNotParallelize]
public sealed class CapacityTests : ServerTests
{
    [TestMethod]
    [DataRow("ed25519", 100)]
    [DataRow("ecdsa", 30)]
    [DataRow("rsa", 30)]
    public async Task Many_hosts_at_once_share_one_key(string type, int hosts)
    {
        var key = Shell.Keygen(Home["key"], type);
        SharedServer.Sshd.Authorize(key);
        var connector = SshConnector.Create(Wire.Options(Home) with { PrivateKeyPath = key });

        await Task.WhenAll(Enumerable.Range(0, hosts).Select(async i =>
        {
            await using var connection = await connector.ConnectAsync(Wire.Host(), CancellationToken.None);
            for (var n = 0; n < 3; n++)
                Assert.AreEqual($"{i}-{n}", (await connection.RunAsync(Wire.Command("sh -s", $"printf %s {i}-{n}"), CancellationToken.None)).Output);
        }));
    }

    [TestMethod]
    public async Task Connections_leave_no_thread_and_no_handle_behind()
    {
        var connector = SshConnector.Create(Wire.Options(Home));
        await ConnectAsync(20);
        var (threads, handles) = Held();

        await ConnectAsync(200);

        await SettlesAsync(() => Held().Threads, threads + 9);
        await SettlesAsync(() => Held().Handles, handles + 19);

        async Task ConnectAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await using var connection = await connector.ConnectAsync(Wire.Host(), CancellationToken.None);
                Assert.AreEqual("x", (await connection.RunAsync(Wire.Command("cat", "x"), CancellationToken.None)).Output);
            }
        }
    }

    [TestMethod]
    public async Task Failed_and_abandoned_connections_leave_no_thread_behind()
    {
        using var silent = new RawServer("");
        using var gate = new Gate(Home);
        var hasty = Wire.Options(Home) with { ConnectTimeout = TimeSpan.FromSeconds(1) };
        var connector = SshConnector.Create(Wire.Options(Home));
        var threads = Held().Threads;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Wire.FailureAsync(hasty, Wire.Host(silent.Port))));
        for (var i = 0; i < 20; i++)
        {
            await using var connection = await connector.ConnectAsync(Wire.Host(), CancellationToken.None);
            using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
            await Assert.ThrowsAsync<OperationCanceledException>(() => connection.RunAsync(Wire.Command(gate.Wait), cancellation.Token));
        }

        await SettlesAsync(() => Held().Threads, threads + 9);
    }

    private static (int Threads, int Handles) Held()
    {
        using var process = Process.GetCurrentProcess();
        return (process.Threads.Count, process.HandleCount);
    }

    // Threads and handles can take a moment to end.
    private static Task SettlesAsync(Func<int> measure, int enough) => Eventually.HoldsAsync(
        () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return measure() <= enough;
        },
        () => $"There are {measure()} of them; {enough} would be enough.");
}
