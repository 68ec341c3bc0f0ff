namespace Stagecraft.Bootstrap.Ssh;

/// <summary>
/// Runs what blocks on a thread of its own, so that a caller can stop waiting for it and the thread pool never starves:
/// SSH.NET blocks in its asynchronous methods too, deaf to their tokens.
/// </summary>
/// <remarks>A thread whose work is done waits a moment for more: to make one costs more than most of the work takes.</remarks>
internal static class DedicatedThread
{
    // A thread waits most of its life, and there are a few for every host in flight.
    private const int StackSize = 256 * 1024;

    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    // The last to come is the first to go, so that those that nobody needs get to the end of their time.
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
#pragma warning disable CA1031 // It is not lost: it is the task's.
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

        /// <summary>For whoever has taken it from the idle ones, and still holds their lock.</summary>
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

            // Not among them any more: it was given work at the last moment.
            lock (Idle) return !Idle.Remove(this);
        }
    }
}
