using System.Globalization;
using Stagecraft.Bench;
using Stagecraft.Bench.Engine;

switch (args)
{
    // `bench start` measures this.
    case []:
        Console.Error.WriteLine("usage: see build/bench");
        return 1;
    // Runs COUNT hosts that all give the answer of the host NAME.
    case ["engine", var config, var answer, var name, var count, var parallel]:
        var ready = await EngineScale.RunAsync(
            config, answer, name, int.Parse(count, CultureInfo.InvariantCulture), int.Parse(parallel, CultureInfo.InvariantCulture));
        return ready ? 0 : 1;
    default:
        return await BenchRun.RunAsync(args);
}
