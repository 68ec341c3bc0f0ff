using System.Runtime.InteropServices;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Ctrl-C and SIGTERM: the first cancels the run, which then prints its report; the second ends the process immediately.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly TextWriter error;
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    public StopSignals(TextWriter error)
    {
        this.error = error;
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        source.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        if (source.IsCancellationRequested) return;

        signal.Cancel = true;
        error.WriteLine("Canceling: the report follows. Press Ctrl-C again to quit immediately.");
        source.Cancel();
    }
}
