using System.Text.Json;

namespace Stagecraft.Bench.Hosts;

/// <summary>The counts of a JSON report.</summary>
internal sealed record ReportCounts(int Hosts, int Succeeded, int Changed)
{
    public static ReportCounts Read(string report)
    {
        try
        {
            using var document = JsonDocument.Parse(report);
            var counts = document.RootElement.GetProperty("counts");
            return new ReportCounts(Count("hosts"), Count("succeeded"), Count("changed"));

            int Count(string name) => counts.GetProperty(name).GetInt32();
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException)
        {
            throw new BenchException($"the tool's output is not a report: {exception.Message}");
        }
    }

    /// <summary>Fails if the report of a client has other counts.</summary>
    public void Expect(string client, string report)
    {
        var actual = Read(report);
        if (actual != this) throw new BenchException($"{client} reported {actual} instead of {this}");
    }
}
