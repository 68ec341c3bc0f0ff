namespace Stagecraft.Bootstrap.Ssh;

/// <summary>A place among those that do something at once. Whoever is done first gives it up; later times do nothing.</summary>
internal sealed class Place(SemaphoreSlim places) : IDisposable
{
    private int taken;

    /// <summary>Blocks until there is one.</summary>
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
