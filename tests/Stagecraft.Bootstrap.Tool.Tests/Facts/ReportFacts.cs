using System.Globalization;

namespace Stagecraft.Bootstrap.Tool.Tests.Facts;

/// <summary>The facts of a report in any format, as lines that can be compared.</summary>
internal sealed class ReportFacts
{
    private readonly List<string> hosts = [];
    private readonly List<string> steps = [];
    private readonly List<string> failures = [];
    private readonly List<string> warnings = [];
    private readonly List<string> hostWarnings = [];

    public required string Counts { get; init; }

    public void AddWarning(string warning) => warnings.Add($"warning ¦ {warning}");

    /// <summary>The host with its address, and one of its warnings. Some formats group hosts with the same warning.</summary>
    public void AddHostWarning(string host, string warning) => hostWarnings.Add(Line("host warning", [host, warning]));

    /// <summary>Name, id, role, address, state, changed, Docker, Compose, FQDN, network IPv4 and IPv6; what is unknown is empty.</summary>
    public void AddHost(params IEnumerable<string?> facts) => hosts.Add(Line("host", facts));

    /// <summary>Host, step, outcome, detail.</summary>
    public void AddStep(params IEnumerable<string?> facts) => steps.Add(Line("step", facts));

    /// <summary>Code and message. Some formats group related ones.</summary>
    public void AddFailure(string code, string message) => failures.Add(Line("failure", [code, message]));

    public override string ToString() => string.Join(
        '\n',
        [Counts, .. warnings, .. hosts, .. steps, .. failures.Order(StringComparer.Ordinal), .. hostWarnings.Order(StringComparer.Ordinal)]);

    private static string Line(string kind, IEnumerable<string?> facts) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind} ¦ {string.Join(" ¦ ", facts.Select(fact => fact ?? ""))}");
}
