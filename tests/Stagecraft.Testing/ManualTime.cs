namespace Stagecraft.Testing;

/// <summary>A clock that stands still until a test moves it on; timers that are due by then fire on the test's own thread.</summary>
public sealed class ManualTime : TimeProvider
{
    // What is under test makes and changes timers on threads of its own.
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private TimeSpan now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers run, beside those that are stopped.</summary>
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

    // Called without the lock: a callback may come back here.
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
