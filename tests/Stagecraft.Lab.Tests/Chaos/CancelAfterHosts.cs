using Stagecraft.Bootstrap;

namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>Cancels a run when the given number of hosts have ended. With 0, when the first has started.</summary>
internal sealed class CancelAfterHosts(int hosts, CancellationTokenSource cancellation) : IBootstrapObserver
{
    private int ended;

    public void HostStarted(Host host)
    {
        if (hosts == 0) cancellation.Cancel();
    }

    public void HostCompleted(Host host, HostResult result)
    {
        if (Interlocked.Increment(ref ended) == hosts) cancellation.Cancel();
    }
}
