using System.Globalization;

namespace Stagecraft.Bench.Measuring;

/// <summary>Runs variants in turns. Something can be done after each run, outside the measured time.</summary>
internal sealed class Comparison(Workspace work, Func<Task> afterRun, CancellationToken stopping)
{
    /// <returns>The load average before the first round.</returns>
    public async Task<string> RunAsync(IReadOnlyList<Variant> variants, int rounds)
    {
        // Uncounted: afterwards, all that was cold is warm.
        foreach (var variant in variants) await MeasureAsync(variant);

        var load = Machine.LoadAverage();
        for (var round = 1; round <= rounds; round++)
        {
            await Console.Error.WriteLineAsync($"bench: round {round} of {rounds}");
            foreach (var variant in variants) variant.Add(await MeasureAsync(variant));
        }

        return load;
    }

    private async Task<Measurement> MeasureAsync(Variant variant)
    {
        work.ClearAnswers();
        if (variant.PrepareAsync is { } prepare) await prepare();
        await using var watch = variant.CreateWatch?.Invoke();
        var busy = Machine.BusySeconds();
        var run = await Processes.RunAsync(Timed(variant.Command), stopping, watch);
        busy = Machine.BusySeconds() - busy;
        if (run.ExitCode != variant.ExpectedExitCode) throw new BenchException($"{variant.Name} ended with {run.ExitCode}: {run.Complaint}");
        await afterRun();

        var (cpu, memory) = ReadTimes();
        var measurement = new Measurement((run.Ended - run.Began).TotalSeconds, cpu, busy - cpu, memory)
        {
            Watched = watch is null ? null : await watch.EndAsync(),
        };
        return await variant.CheckAsync(run, measurement);
    }

    // A process's peak memory includes that of its parent before `exec`. A small parent keeps this program's memory out of it.
    private ClientCommand Timed(ClientCommand command) => command with
    {
        Program = "/usr/bin/time",
        Arguments = ["-f", "%U %S %M", "-o", work["time"], command.Program, .. command.Arguments],
    };

    private (double Cpu, double Memory) ReadTimes()
    {
        // A line on the exit status may come first.
        var fields = File.ReadLines(work["time"]).Last().Split(' ').Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return (fields[0] + fields[1], fields[2] / 1024);
    }
}
