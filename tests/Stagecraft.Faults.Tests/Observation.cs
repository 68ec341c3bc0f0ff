using System.Text.RegularExpressions;
using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests.Faults;

/// <summary>What the reports show of a fault, without values that differ between labs, machines and days.</summary>
internal sealed partial record Observation(string Code, string Message, string NextRun)
{
    public static Observation Of(Fault fault, Report broken, Report repaired, int host)
    {
        var message = broken.Status(host) == Fault.Success ? Changes(broken, host) : broken.Message(host);
        if (broken.Warnings(host) is { Count: > 0 } warnings) message += $" Warning: {string.Join(" ", warnings)}";
        var next = fault.IsNew || fault.Meanwhile is not null ? "goes on from where it was" : Changes(repaired, host);
        return new Observation(broken.Status(host) == Fault.Success ? Fault.Success : broken.Error(host), Steady(message), Steady(next));
    }

    private static string Changes(Report report, int host) => report.Changes(host) is { Count: > 0 } changes ? string.Join("; ", changes) : "nothing is changed";

    private static string Steady(string text)
    {
        text = Address().Replace(text, "203.0.113");
        text = LabFolder().Replace(text, "~/.ssh/");
        text = ProcessId().Replace(text, "process PID");
        text = Duration().Replace(text, "DURATION");
        text = KeyId().Replace(text, "KEY");
        text = NodeKey().Replace(text, "…");
        text = HowItWasLost().Replace(text, "…");
        return PackageVersion().Replace(text, "_VERSION_");
    }

    [GeneratedRegex(@"\b10\.213\.\d+(?=\.\d+\b)", RegexOptions.None, Eventually.LimitMilliseconds)]
    private static partial Regex Address();

    [GeneratedRegex("/var/lib/stagecraft-lab/[^/]+/", RegexOptions.None, Eventually.LimitMilliseconds)]
    private static partial Regex LabFolder();

    [GeneratedRegex(@"\bprocess \d+\b", RegexOptions.None, Eventually.LimitMilliseconds)]
    private static partial Regex ProcessId();

    [GeneratedRegex(@"(?<=invalid (since|for another) )[0-9a-z ]+(?=\))", RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex Duration();

    // A new image of the lab has new archive keys.
    [GeneratedRegex(@"\b[0-9A-F]{16,40}\b", RegexOptions.None, Eventually.LimitMilliseconds)]
    private static partial Regex KeyId();

    // A node's keys, and the address where a person approves it, as Tailscale writes them.
    [GeneratedRegex(@"(?<=\b(nodekey|tlpub):)[0-9a-f]{64}\b|(?<=login\.tailscale\.com/a/)[0-9a-f]+", RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex NodeKey();

    // How a client sees the end of a connection depends on what was in progress.
    [GeneratedRegex("(?<=was lost during [^:]+: ).*?(?= Check that)", RegexOptions.None, Eventually.LimitMilliseconds)]
    private static partial Regex HowItWasLost();

    // Debian's own versions change.
    [GeneratedRegex("(?<=[a-z0-9])_[0-9][^_ ]*_", RegexOptions.None, Eventually.LimitMilliseconds)]
    private static partial Regex PackageVersion();
}
