namespace Stagecraft.Bootstrap.Ssh;

/// <summary>
/// Runs blocking work on a dedicated thread, so that a caller can stop waiting for it and the thread pool never starves.
/// SSH.NET blocks even in its asynchronous methods and ignores their tokens.
/// </summary>
/// <remarks>An idle thread waits a moment for more work, because creating a thread costs more than most of the work.</remarks>
internal static class DedicatedThread
{
    // Threads mostly wait, and there are several for every active host.
    private const int StackSize = 256 * 1024;

    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    // Last in, first out, so that surplus threads time out.
    private static readonly List<Worker> Idle = [];

    public static Task<T> Run<T>(Func<T> work)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Start(Body);
        return completion.Task;

        void Body()
        {
            try
            {
                completion.SetResult(work());
            }
#pragma warning disable CA1031 // The exception is passed to the task.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                completion.SetException(exception);
            }
        }
    }

    public static Task Run(Action work) => Run(() =>
    {
        work();
        return true;
    });

    private static void Start(Action work)
    {
        lock (Idle)
        {
            if (Idle is [.., var worker])
            {
                Idle.RemoveAt(Idle.Count - 1);
                worker.Give(work);
                return;
            }
        }

        new Thread(new Worker(work).Live, StackSize) { IsBackground = true, Name = "ssh" }.UnsafeStart();
    }

    private sealed class Worker(Action first)
    {
        private readonly object gate = new();
        private Action? next = first;

        /// <summary>The caller has removed the worker from the idle list and still holds its lock.</summary>
        public void Give(Action work)
        {
            lock (gate)
            {
                next = work;
                Monitor.Pulse(gate);
            }
        }

        public void Live()
        {
            do
            {
                var work = next!;
                next = null;
                work();
                lock (Idle) Idle.Add(this);
            }
            while (IsGivenMore());
        }

        private bool IsGivenMore()
        {
            lock (gate)
            {
                if (next is not null || Monitor.Wait(gate, KeptFor)) return true;
            }

            // If it is no longer in the list, it was given work at the last moment.
            lock (Idle) return !Idle.Remove(this);
        }
    }
}
