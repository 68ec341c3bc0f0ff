using System.Diagnostics;
using Stagecraft.Testing;

namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>
/// Work on a separate thread with a small stack. The processor time of the thread measures the work. It
/// does not grow while other threads have the processor.
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
#pragma warning disable CA1031 // Kept for the caller.
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

    /// <summary>The exception that ended the work, if any.</summary>
    public Exception? Thrown => thrown;

    /// <summary>Waits until the work has ended, or has used the given processor time since the last piece that it reported.</summary>
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
            // The second call: the thread waits instead of working.
            if (used - before > most || waited.Elapsed > most + (6 * Eventually.Limit)) return false;
        }

        return true;
    }

    private static int OwnId() => OperatingSystem.IsLinux() ? int.Parse(Path.GetFileName(new FileInfo("/proc/thread-self").LinkTarget!)) : 0;

    private TimeSpan Used()
    {
        using var process = Process.GetCurrentProcess();
        // If the thread's id is unknown, the time of all threads, which is more.
        if (!OperatingSystem.IsLinux()) return process.TotalProcessorTime;
        try
        {
            return process.Threads.Cast<ProcessThread>().FirstOrDefault(one => one.Id == id)?.TotalProcessorTime ?? TimeSpan.Zero;
        }
        catch (InvalidOperationException)
        {
            // The thread has ended meanwhile.
            return TimeSpan.Zero;
        }
    }
}
