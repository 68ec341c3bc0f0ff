using Stagecraft.Bench.Statistics;

namespace Stagecraft.Bench.Measuring;

/// <summary>One client with one task; a benchmark compares several. The name is for messages, the title for the table.</summary>
internal sealed class Variant(string name, string title, ClientCommand command)
{
    private readonly List<Measurement> measurements = [];

    public string Name => name;

    public string Title => title;

    public ClientCommand Command => command;

    public int ExpectedExitCode { get; init; }

    /// <summary>Outside the measured time, before each run.</summary>
    public Func<Task>? PrepareAsync { get; init; }

    /// <summary>Looks at each run while it lasts.</summary>
    public Func<RunWatch>? CreateWatch { get; init; }

    /// <summary>Outside the measured time: fails where the run did not do its work, and may add to the measurement.</summary>
    public required Func<ProcessRun, Measurement, Task<Measurement>> CheckAsync { get; init; }

    public Series Wall => Of(run => run.Wall);

    public Series ClientCpu => Of(run => run.ClientCpu);

    public Series HostsCpu => Of(run => run.HostsCpu);

    public Series Memory => Of(run => run.Memory);

    public Series Of(Func<Measurement, double> measure) => new(measurements.Select(measure));

    public void Add(Measurement measurement) => measurements.Add(measurement);

    /// <summary>A check that adds nothing.</summary>
    public static Func<ProcessRun, Measurement, Task<Measurement>> Check(Func<ProcessRun, Task> check) => async (run, measurement) =>
    {
        await check(run);
        return measurement;
    };
}
