
namespace Stagecraft.Bootstrap;

/// <summary>Ignores exceptions of an observer, so that a full disk under a log does not affect a host's result.</summary>
internal sealed class SafeObserver(IBootstrapObserver observer) : IBootstrapObserver
{
    public void HostStarted(Host host) => Try(() => observer.HostStarted(host));

    public void StepStarted(Host host, string step) => Try(() => observer.StepStarted(host, step));

    public void HostWaits(Host host, string what) => Try(() => observer.HostWaits(host, what));

    public void StepProgressed(Host host, string what) => Try(() => observer.StepProgressed(host, what));

    public void Log(Host host, string text) => Try(() => observer.Log(host, text));

    public void HostCompleted(Host host, HostResult result) => Try(() => observer.HostCompleted(host, result));

    public void HostReported(HostResult result) => Try(() => observer.HostReported(result));

    public void HostRevised(HostResult result) => Try(() => observer.HostRevised(result));

    private static void Try(Action notify)
    {
        try
        {
            notify();
        }
#pragma warning disable CA1031 // An observer must not affect the run.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Observers are the only way to report it.
        }
    }
}
