using System.Diagnostics;
using Stagecraft.Testing;

namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>
/// Work on a thread of its own with a small stack. How much it has done is told by the processor time that it has had, which
/// does not grow while others have the processor.
/// </summary>
internal sealed class WorkThread
{
    private readonly Thread thread;
    private volatile int id;
    private volatile Exception? thrown;

    public WorkThread(Action work, int stackSize)
    {
        thread = new Thread(
            () =>
            {
                id = OwnId();
                try
                {
                    work();
                }
#pragma warning disable CA1031 // Kept for whoever asks.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    thrown = exception;
                }
            },
            stackSize)
        {
            IsBackground = true,
        };
        thread.Start();
    }

    /// <summary>What the work ended with, where it threw.</summary>
    public Exception? Thrown => thrown;

    /// <summary>Waits until it has ended, or has had so much processor time since the last piece of work that it reported.</summary>
    /// <param name="most">Of processor time.</param>
    /// <param name="piece">The number of the piece of work that it is at.</param>
    /// <returns>Whether it has ended.</returns>
    public bool EndsWithin(TimeSpan most, Func<int> piece)
    {
        var (current, before, waited) = (piece(), TimeSpan.Zero, Stopwatch.StartNew());
        while (!thread.Join(TimeSpan.FromMilliseconds(200)))
        {
            var used = Used();
            if (piece() != current) (current, before, waited) = (piece(), used, Stopwatch.StartNew());
            // The second one: it waits for something instead of working.
            if (used - before > most || waited.Elapsed > most + (6 * Eventually.Limit)) return false;
        }

        return true;
    }

    private static int OwnId() => OperatingSystem.IsLinux() ? int.Parse(Path.GetFileName(new FileInfo("/proc/thread-self").LinkTarget!)) : 0;

    private TimeSpan Used()
    {
        using var process = Process.GetCurrentProcess();
        // Where a thread's id is not known, that of all of them: more than its own.
        if (!OperatingSystem.IsLinux()) return process.TotalProcessorTime;
        try
        {
            return process.Threads.Cast<ProcessThread>().FirstOrDefault(one => one.Id == id)?.TotalProcessorTime ?? TimeSpan.Zero;
        }
        catch (InvalidOperationException)
        {
            // It has ended meanwhile.
            return TimeSpan.Zero;
        }
    }
}
