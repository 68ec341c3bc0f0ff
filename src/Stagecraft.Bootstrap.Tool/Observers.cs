using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Several observers as one.</summary>
internal sealed class Observers(params IReadOnlyList<IBootstrapObserver> all) : IBootstrapObserver
{
    public void HostStarted(Host host) => Tell(observer => observer.HostStarted(host));

    public void StepStarted(Host host, string step) => Tell(observer => observer.StepStarted(host, step));

    public void HostWaits(Host host, string what) => Tell(observer => observer.HostWaits(host, what));

    public void Log(Host host, string text) => Tell(observer => observer.Log(host, text));

    public void HostEnded(Host host, HostResult result) => Tell(observer => observer.HostEnded(host, result));

    public void HostFinished(HostResult result) => Tell(observer => observer.HostFinished(result));

    public void HostJudged(HostResult result) => Tell(observer => observer.HostJudged(result));

    private void Tell(Action<IBootstrapObserver> tell)
    {
        foreach (var observer in all) tell(observer);
    }
}
