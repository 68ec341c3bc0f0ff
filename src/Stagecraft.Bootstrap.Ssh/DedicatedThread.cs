namespace Stagecraft.Bootstrap.Ssh;

/// <summary>
/// Runs what blocks on a thread of its own, so that a caller can stop waiting for it and the thread pool never starves:
/// SSH.NET blocks in its asynchronous methods too, deaf to their tokens.
/// </summary>
internal static class DedicatedThread
{
    // A thread waits most of its life, and there are a few for every host in flight.
    private const int StackSize = 256 * 1024;

    public static Task<T> Run<T>(string name, Func<T> work)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(Body, StackSize) { IsBackground = true, Name = name };
        thread.UnsafeStart();
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

    public static Task Run(string name, Action work) => Run(name, () =>
    {
        work();
        return true;
    });
}
