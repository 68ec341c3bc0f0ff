namespace Stagecraft.Bootstrap.Tool;

/// <summary>Shows live lines on a terminal during a run. They start with the first tick, so a short run shows none.</summary>
internal sealed class LiveDisplay : IBootstrapObserver, IDisposable
{
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly LiveWriter screen;
    private readonly HostBoard board;
    private readonly ITimer timer;
    private readonly LiveStyle style;
    private bool over;

    /// <param name="screen">The terminal.</param>
    /// <param name="style">What the live lines may contain.</param>
    /// <param name="hosts">The number of all hosts.</param>
    /// <param name="sequence">The steps of each host, in order.</param>
    /// <param name="time">The clock.</param>
    public LiveDisplay(LiveWriter screen, LiveStyle style, int hosts, IReadOnlyList<string> sequence, TimeProvider time)
    {
        (this.screen, this.style) = (screen, style);
        board = new HostBoard(hosts, sequence, time);
        timer = time.CreateTimer(_ => Draw(), state: null, Tick, Tick);
    }

    public void HostStarted(Host host) => board.HostStarted(host);

    public void StepStarted(Host host, string step) => board.StepStarted(host, step);

    public void HostWaits(Host host, string what) => board.HostWaits(host, what);

    public void StepProgressed(Host host, string what) => board.StepProgressed(host, what);

    public void HostCompleted(Host host, HostResult result) => board.HostCompleted(host, result);

    public void HostRevised(HostResult result) => board.HostRevised(result);

    /// <summary>Removes the live lines. Text above them stays.</summary>
    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
        {
            if (!over) screen.Show([]);
            over = true;
        }
    }

    private void Draw()
    {
        lock (gate)
        {
            if (over) return;
            try
            {
                screen.Show(LiveView.Render(board.Look(), screen.Size.Width, screen.Size.Height, style));
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // The terminal is gone. The run continues without live lines.
                over = true;
            }
        }
    }
}
