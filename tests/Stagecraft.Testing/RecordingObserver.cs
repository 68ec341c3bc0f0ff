using System.Collections.Concurrent;
using Stagecraft.Bootstrap;

namespace Stagecraft.Testing;

/// <summary>Keeps everything that a run reports to its observer.</summary>
public sealed class RecordingObserver : IBootstrapObserver
{
    /// <summary>Host ids, in the order in which their sequences began.</summary>
    public ConcurrentQueue<string> Started { get; } = new();

    /// <summary><c>id step</c>, as they began.</summary>
    public ConcurrentQueue<string> Steps { get; } = new();

    /// <summary>What the steps reported while they ran.</summary>
    public ConcurrentQueue<string> Progress { get; } = new();

    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>Host ids, in the order in which their sequences ended.</summary>
    public ConcurrentQueue<string> Ended { get; } = new();

    public ConcurrentQueue<HostResult> Finished { get; } = new();

    public ConcurrentQueue<HostResult> Judged { get; } = new();

    public string AllText => string.Join('\n', Lines);

    public void HostStarted(Host host) => Started.Enqueue(host.Id);

    public void StepStarted(Host host, string step) => Steps.Enqueue($"{host.Id} {step}");

    public void StepProgressed(Host host, string what) => Progress.Enqueue(what);

    public void Log(Host host, string text) => Lines.Enqueue(text);

    public void HostCompleted(Host host, HostResult result) => Ended.Enqueue(host.Id);

    public void HostReported(HostResult result) => Finished.Enqueue(result);

    public void HostRevised(HostResult result) => Judged.Enqueue(result);
}
