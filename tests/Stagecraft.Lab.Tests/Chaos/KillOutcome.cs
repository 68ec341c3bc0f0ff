using System.Text;
using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>The outcome for a host whose bootstrap was cut off at a point.</summary>
/// <param name="Point">The point at which it was to be cut off.</param>
/// <param name="Phase">The phase of the host at that point, see <see cref="KillPhase"/>.</param>
/// <param name="Code">The result of the interrupted run.</param>
internal sealed record KillOutcome(string Point, string Phase, string Code)
{
    /// <summary>Why the host needs manual work; null if it does not.</summary>
    public string? Problem { get; init; }

    /// <summary>The table of docs/kill-points.md, with one row per phase.</summary>
    public static string Table(IEnumerable<KillOutcome> outcomes)
    {
        var table = new TextTable("PHASE OF THE HOST", "POINTS", "CONVERGED", "NEEDED MANUAL WORK", "RESULT OF THE INTERRUPTED RUN");
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
