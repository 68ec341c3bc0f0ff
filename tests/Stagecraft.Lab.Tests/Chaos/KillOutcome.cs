using System.Text;
using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>What became of a host whose bootstrap was cut off at a point.</summary>
/// <param name="Point">Where it was to be cut.</param>
/// <param name="Phase">What the host was at when it was.</param>
/// <param name="Code">What the cut run said of it.</param>
internal sealed record KillOutcome(string Point, string Phase, string Code)
{
    public const string AfterTheEnd = "after the end";

    /// <summary>Why it needs a person; null where it does not.</summary>
    public string? Problem { get; init; }

    /// <summary>One row a phase.</summary>
    public static string Table(IEnumerable<KillOutcome> outcomes)
    {
        var table = new TextTable("PHASE", "POINTS", "CONVERGED", "NEED A PERSON", "THE CUT RUN SAID");
        foreach (var phase in outcomes.GroupBy(outcome => outcome.Phase, StringComparer.Ordinal).OrderBy(phase => phase.Key, StringComparer.Ordinal))
            AddRow(phase.Key, [.. phase]);
        AddRow("all", [.. outcomes]);
        var text = new StringBuilder();
        table.WriteTo(text);
        return text.ToString();

        void AddRow(string name, IReadOnlyList<KillOutcome> some) => table.Add(
            name,
            $"{some.Count}",
            $"{some.Count(outcome => outcome.Problem is null)}",
            $"{some.Count(outcome => outcome.Problem is not null)}",
            string.Join(", ", some.CountBy(outcome => outcome.Code, StringComparer.Ordinal).OrderBy(code => code.Key, StringComparer.Ordinal).Select(code => $"{code.Key} {code.Value}")));
    }

    public override string ToString() => $"{Point}: {Phase}, {Code}, {Problem ?? "converged"}";
}
