using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Engine;

/// <summary>Watches a run. Called from many threads at once; everything it is given is redacted already. What it throws is dropped.</summary>
public interface IBootstrapObserver
{
    /// <summary>A host's sequence began. Hosts start in host order.</summary>
    void HostStarted(Host host) { }

    void StepStarted(Host host, string step) { }

    /// <summary>The running step waits for something outside the host, such as a server that slows logins down.</summary>
    void HostWaits(Host host, string what) { }

    /// <summary>A line for a log: commands, their answers and standard error, exceptions. May hold several lines of remote text.</summary>
    void Log(Host host, string text) { }

    /// <summary>A host's sequence ended. In no order: <see cref="HostFinished"/> follows once it is the host's turn.</summary>
    void HostEnded(Host host, HostResult result) { }

    /// <summary>Called once a host, one at a time, in host order.</summary>
    void HostFinished(HostResult result) { }

    /// <summary>
    /// Once all hosts have finished, in host order: what the hosts showed together has changed the result of one, which
    /// replaces what <see cref="HostFinished"/> was given. Called only for such hosts.
    /// </summary>
    void HostJudged(HostResult result) { }
}
