using Stagecraft.Bootstrap;

namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>Cancels a run when so many of its hosts have ended; with 0 of them, when the first has begun.</summary>
internal sealed class CancelAfterHosts(int hosts, CancellationTokenSource cancellation) : IBootstrapObserver
{
    private int ended;

    public void HostStarted(Host host)
    {
        if (hosts == 0) cancellation.Cancel();
    }

    public void HostEnded(Host host, HostResult result)
    {
        if (Interlocked.Increment(ref ended) == hosts) cancellation.Cancel();
    }
}
