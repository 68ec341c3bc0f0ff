namespace Stagecraft.Testing;

/// <summary>A clock that a test moves by hand. Timers that are then due fire on the test's own thread.</summary>
public sealed class ManualTime : TimeProvider
{
    // The code under test creates and changes timers on its own threads.
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private TimeSpan now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The number of running timers, without those that are stopped.</summary>
    public int Running
    {
        get
        {
            lock (gate) return timers.Count(timer => timer.Due < TimeSpan.MaxValue);
        }
    }

    public override long GetTimestamp()
    {
        lock (gate) return now.Ticks;
    }

    public void Advance(TimeSpan by)
    {
        TimeSpan end;
        lock (gate) end = now + by;
        while (NextDue(end) is { } callback) callback();
        lock (gate) now = end;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (gate) timers.Add(timer);
        return timer;
    }

    // Called without the lock, because a callback can call this method again.
    private Action? NextDue(TimeSpan end)
    {
        lock (gate)
        {
            if (timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due) is not { } next) return null;
            now = next.Due;
            return next.Fire();
        }
    }

    private sealed class ManualTimer(ManualTime time, Action callback) : ITimer
    {
        private TimeSpan period;

        public TimeSpan Due { get; private set; }

        public Action Fire()
        {
            Due = period > TimeSpan.Zero ? Due + period : TimeSpan.MaxValue;
            return callback;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                this.period = period;
                Due = dueTime < TimeSpan.Zero ? TimeSpan.MaxValue : time.now + dueTime;
                return true;
            }
        }

        public void Dispose()
        {
            lock (time.gate) time.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
