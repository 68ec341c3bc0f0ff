using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Tool.Live;

/// <summary>Shows live lines on a terminal during a run. They start with the first tick, so a short run shows none.</summary>
internal sealed class LiveDisplay : IBootstrapObserver, IDisposable
{
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly LiveWriter screen;
    private readonly HostBoard board;
    private readonly ITimer timer;
    private bool over;

    public LiveDisplay(LiveWriter screen, int hosts, TimeProvider time)
    {
        this.screen = screen;
        board = new HostBoard(hosts, time);
        timer = time.CreateTimer(_ => Draw(), state: null, Tick, Tick);
    }

    public void HostStarted(Host host) => board.HostStarted(host);

    public void StepStarted(Host host, string step) => board.StepStarted(host, step);

    public void HostWaits(Host host, string what) => board.HostWaits(host, what);

    public void HostEnded(Host host, HostResult result) => board.HostEnded(host, result);

    public void HostJudged(HostResult result) => board.HostJudged(result);

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
                screen.Show(LiveView.Render(board.Look(), screen.Size.Width, screen.Size.Height));
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // The terminal is gone. The run continues without live lines.
                over = true;
            }
        }
    }
}
