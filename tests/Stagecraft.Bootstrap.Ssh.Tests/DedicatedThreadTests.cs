namespace Stagecraft.Bootstrap.Ssh.Tests;

[TestClass]
[DoNotParallelize]
public sealed class DedicatedThreadTests
{
    private static readonly TimeSpan Forever = Eventually.Limit;

    [TestMethod]
    public async Task Work_that_blocks_holds_up_no_other()
    {
        using var gate = new ManualResetEventSlim();
        var blocked = Enumerable.Range(0, 50).Select(i => DedicatedThread.Run(() => gate.Wait(Forever) ? i : -1)).ToList();

        Assert.AreEqual(7, await DedicatedThread.Run(() => 7).WaitAsync(Forever));

        gate.Set();
        Assert.AreSequenceEqual(Enumerable.Range(0, 50).ToList(), await Task.WhenAll(blocked).WaitAsync(Forever));
    }

    [TestMethod]
    public async Task Work_that_comes_one_after_the_other_shares_threads()
    {
        var threads = new HashSet<Thread>();
        for (var i = 0; i < 200; i++)
        {
            var thread = await DedicatedThread.Run(() => Thread.CurrentThread).WaitAsync(Forever);
            threads.Add(thread);
            // It is idle, or so long that it has ended.
            await Eventually.HoldsAsync(() => !thread.IsAlive || thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        }

        Assert.IsLessThan(100, threads.Count);
    }

    [TestMethod]
    public async Task Each_piece_of_work_runs_once_however_many_come_at_the_same_time()
    {
        var ran = new int[2000];
        await Parallel.ForAsync(0, ran.Length, async (i, _) => await DedicatedThread.Run(() => Interlocked.Increment(ref ran[i])).WaitAsync(Forever, CancellationToken.None));

        Assert.IsTrue(ran.All(count => count == 1));
    }

    [TestMethod]
    public async Task What_work_throws_is_its_tasks_and_its_thread_goes_on()
    {
        var failing = DedicatedThread.Run(() => throw new InvalidOperationException("no"));

        Assert.AreEqual("no", (await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => failing.WaitAsync(Forever))).Message);
        Assert.AreEqual(7, await DedicatedThread.Run(() => 7).WaitAsync(Forever));
    }

    [TestMethod]
    public async Task A_thread_that_nobody_needs_ends()
    {
        var thread = await DedicatedThread.Run(() => Thread.CurrentThread).WaitAsync(Forever);
        Assert.IsTrue(thread.IsBackground, "it keeps no process");

        Assert.IsTrue(await Task.Run(() => thread.Join(Forever)));
    }
}
