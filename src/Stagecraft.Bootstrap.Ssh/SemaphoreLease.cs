namespace Stagecraft.Bootstrap.Ssh;

/// <summary>One of a limited number of places for concurrent work. The first disposal releases it; later disposals do nothing.</summary>
internal sealed class SemaphoreLease(SemaphoreSlim places) : IDisposable
{
    private int taken;

    /// <summary>Blocks until a place is available.</summary>
    public void Take(CancellationToken cancellationToken)
    {
        places.Wait(cancellationToken);
        taken = 1;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref taken, 0) == 1) places.Release();
    }
}
