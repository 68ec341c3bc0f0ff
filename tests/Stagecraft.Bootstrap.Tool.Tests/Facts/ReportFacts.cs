using System.Globalization;

namespace Stagecraft.Bootstrap.Tool.Tests.Facts;

/// <summary>The facts of a report in any format, as lines that can be compared.</summary>
internal sealed class ReportFacts
{
    private static readonly string[] Headings = ["Host", "Id", "Role", "Address", "State", "Changed", "Docker", "Compose", "FQDN", "Network IPv4", "Network IPv6"];

    private readonly List<string> hosts = [];
    private readonly List<string> steps = [];
    private readonly List<string> failures = [];
    private readonly List<string> warnings = [];
    private readonly List<string> hostWarnings = [];

    public required string Counts { get; init; }

    /// <summary>Environment, version and the first digits of the configuration's digest; what is unknown is empty.</summary>
    public required string Run { get; init; }

    public static string Identity(string? environment, string? version, string? configuration)
    {
        var digits = configuration?.Split(':', 2)[^1];
        return $"run ¦ {environment} ¦ {version} ¦ {(digits?.Length > 12 ? digits[..12] : digits)}";
    }

    /// <summary>The cells of a host in the order of <see cref="AddHost"/>, whatever the order of the columns.</summary>
    public static IEnumerable<string?> InOrder(IReadOnlyList<string> headings, IEnumerable<string> cells)
    {
        var all = headings.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        return Headings.Select(all.GetValueOrDefault);
    }

    public void AddWarning(string warning) => warnings.Add($"warning ¦ {warning}");

    /// <summary>The host with its address, and one of its warnings. Some formats group hosts with the same warning.</summary>
    public void AddHostWarning(string host, string warning) => hostWarnings.Add(Line("host warning", [host, warning]));

    /// <summary>Name, id, role, address, state, changed (not in a check), Docker, Compose, FQDN, network IPv4 and IPv6; what is unknown is empty.</summary>
    public void AddHost(params IEnumerable<string?> facts) => hosts.Add(Line("host", facts));

    /// <summary>Host, step, outcome, detail.</summary>
    public void AddStep(params IEnumerable<string?> facts) => steps.Add(Line("step", facts));

    /// <summary>Code and message. Some formats group related ones.</summary>
    public void AddFailure(string code, string message) => failures.Add(Line("failure", [code, message]));

    public override string ToString() => string.Join(
        '\n',
        [Counts, Run, .. warnings, .. hosts, .. steps, .. failures.Order(StringComparer.Ordinal), .. hostWarnings.Order(StringComparer.Ordinal)]);

    private static string Line(string kind, IEnumerable<string?> facts) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind} ¦ {string.Join(" ¦ ", facts.Select(fact => fact ?? ""))}");
}
