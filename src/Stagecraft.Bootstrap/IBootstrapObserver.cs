namespace Stagecraft.Bootstrap;

/// <summary>Observes a run. Called from many threads at once. All text is already redacted. Exceptions are ignored.</summary>
public interface IBootstrapObserver
{
    /// <summary>A host's sequence has started. Hosts start in host order.</summary>
    void HostStarted(Host host) { }

    /// <summary>A step of the host has started.</summary>
    void StepStarted(Host host, string step) { }

    /// <summary>The running step waits for something outside the host, such as a server that limits logins.</summary>
    void HostWaits(Host host, string what) { }

    /// <summary>What the running step does at the moment, for example <c>unpacking docker.io, 12 of 31</c>. At most one call in a few seconds.</summary>
    void StepProgressed(Host host, string what) { }

    /// <summary>An entry for a log: commands, their output, exceptions. May contain several lines of remote text.</summary>
    void Log(Host host, string text) { }

    /// <summary>A host's sequence has ended. Not in host order. <see cref="HostReported"/> follows in host order.</summary>
    void HostCompleted(Host host, HostResult result) { }

    /// <summary>Called once per host, one at a time, in host order.</summary>
    void HostReported(HostResult result) { }

    /// <summary>
    /// The comparison of all hosts has changed a host's result. The new result replaces the one that
    /// <see cref="HostReported"/> got. Called after all hosts have finished, in host order, and only for such hosts.
    /// </summary>
    void HostRevised(HostResult result) { }
}
