using System.Runtime.InteropServices;
using Stagecraft.Bench.Benchmarks;

namespace Stagecraft.Bench;

/// <summary>Runs one benchmark and prints its table. A signal ends it, and everything that it started.</summary>
internal static class BenchRun
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        using var stopping = new CancellationTokenSource();
        var exitCode = 0;
        using var interrupt = Register(PosixSignal.SIGINT, 130);
        using var terminate = Register(PosixSignal.SIGTERM, 143);
        using var hangUp = Register(PosixSignal.SIGHUP, 143);
        try
        {
            await MeasureAsync(new BenchArguments(arguments), stopping.Token);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // What fails once the clients are ended is not the cause.
        }
        catch (BenchException exception)
        {
            await Console.Error.WriteLineAsync($"bench: error: {exception.Message}");
            exitCode = 1;
        }

        return exitCode;

        PosixSignalRegistration Register(PosixSignal signal, int status) => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            exitCode = status;
            stopping.Cancel();
        });
    }

    private static async Task MeasureAsync(BenchArguments arguments, CancellationToken stopping)
    {
        var create = arguments.Find() ?? throw new BenchException($"no benchmark '{arguments.Name}'");
        using var alone = Lock();
        string table;
        await using (var benchmark = create(stopping)) table = await benchmark.RunAsync();
        Console.Write(table);
        if (arguments.Write) BenchmarkPage.Write(arguments.Name, table);
    }

    // The lock of build/bench. .NET locks files with flock.
    private static FileStream Lock()
    {
        try
        {
            return new FileStream("/run/lock/stagecraft-bench.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new BenchException("another bench is at work on this machine");
        }
    }
}
