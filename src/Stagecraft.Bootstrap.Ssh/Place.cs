namespace Stagecraft.Bootstrap.Ssh;

/// <summary>A place among those that do something at once. Whoever is done first gives it up; later times do nothing.</summary>
internal sealed class Place : IDisposable
{
    private SemaphoreSlim? places;

    private Place(SemaphoreSlim places) => this.places = places;

    public static async Task<Place> TakeAsync(SemaphoreSlim places, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        return new Place(places);
    }

    public void Dispose() => Interlocked.Exchange(ref places, null)?.Release();
}
