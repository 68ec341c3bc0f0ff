namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>The maximum growth of this process's memory since the start.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private readonly long before = Environment.WorkingSet;
    private readonly CancellationTokenSource stop = new();
    private readonly Task watching;
    private long peak;

    public MemoryWatch() => watching = Task.Run(() =>
    {
        while (!stop.Token.WaitHandle.WaitOne(20)) peak = Math.Max(peak, Environment.WorkingSet);
    });

    public long Growth => Volatile.Read(ref peak) - before;

    public void Dispose()
    {
        stop.Cancel();
        watching.Wait();
        stop.Dispose();
    }
}
