using System.Globalization;

namespace Stagecraft.Bench.Measuring;

/// <summary>The machine that measures, as Linux describes it.</summary>
internal static class Machine
{
    // The unit of /proc/stat, on all platforms of .NET.
    private const double TicksPerSecond = 100;

    /// <summary>Seconds that the processors were at work: without waiting, and without the time that the hypervisor took.</summary>
    public static double BusySeconds()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new[] { 1, 2, 3, 6, 7 }.Sum(field => long.Parse(fields[field], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    public static string LoadAverage() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    /// <summary>A paragraph for the end of a table.</summary>
    /// <param name="load">The load average before the first round.</param>
    /// <param name="programs">What else takes part, with its version.</param>
    public static string Describe(string load, params IEnumerable<string> programs) =>
        $"Machine: {Environment.ProcessorCount} cores ({Field("/proc/cpuinfo", "model name")}), {MemoryGiB():F0} GiB of memory, "
        + $"Linux {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}; load average before the first round {load}. "
        + $"{string.Join("; ", [$".NET {Environment.Version}", .. programs])}.";

    private static double MemoryGiB() => double.Parse(Field("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture) / (1024 * 1024);

    private static string Field(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";
}
