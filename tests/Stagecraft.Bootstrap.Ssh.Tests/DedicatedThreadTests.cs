namespace Stagecraft.Bootstrap.Ssh.Tests;

[TestClass]
[DoNotParallelize]
public sealed class DedicatedThreadTests
{
    private static readonly TimeSpan Forever = Eventually.Limit;

    [TestMethod]
    public async Task Blocking_work_does_not_delay_other_work()
    {
        using var gate = new ManualResetEventSlim();
        var blocked = Enumerable.Range(0, 50).Select(i => DedicatedThread.Run(() => gate.Wait(Forever) ? i : -1)).ToList();

        Assert.AreEqual(7, await DedicatedThread.Run(() => 7).WaitAsync(Forever));

        gate.Set();
        Assert.AreSequenceEqual(Enumerable.Range(0, 50).ToList(), await Task.WhenAll(blocked).WaitAsync(Forever));
    }

    [TestMethod]
    public async Task Sequential_work_reuses_threads()
    {
        var threads = new HashSet<Thread>();
        for (var i = 0; i < 200; i++)
        {
            var thread = await DedicatedThread.Run(() => Thread.CurrentThread).WaitAsync(Forever);
            threads.Add(thread);
            // The thread is idle, or has been idle so long that it has ended.
            await Eventually.HoldsAsync(() => !thread.IsAlive || thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        }

        Assert.IsLessThan(100, threads.Count);
    }

    [TestMethod]
    public async Task Each_work_item_runs_once_under_parallel_load()
    {
        var ran = new int[2000];
        await Parallel.ForAsync(0, ran.Length, async (i, _) => await DedicatedThread.Run(() => Interlocked.Increment(ref ran[i])).WaitAsync(Forever, CancellationToken.None));

        Assert.IsTrue(ran.All(count => count == 1));
    }

    [TestMethod]
    public async Task An_exception_goes_to_the_task_and_its_thread_continues()
    {
        var failing = DedicatedThread.Run(() => throw new InvalidOperationException("no"));

        Assert.AreEqual("no", (await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => failing.WaitAsync(Forever))).Message);
        Assert.AreEqual(7, await DedicatedThread.Run(() => 7).WaitAsync(Forever));
    }

    [TestMethod]
    public async Task An_idle_thread_ends()
    {
        var thread = await DedicatedThread.Run(() => Thread.CurrentThread).WaitAsync(Forever);
        Assert.IsTrue(thread.IsBackground, "it keeps no process");

        Assert.IsTrue(await Task.Run(() => thread.Join(Forever)));
    }
}
