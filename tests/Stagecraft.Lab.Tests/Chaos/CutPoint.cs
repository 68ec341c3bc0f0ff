using System.Globalization;
using System.Text.RegularExpressions;
using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>Where and how a connection is cut. Its text can be parsed, to repeat a single point.</summary>
internal sealed partial record CutPoint(CutTrigger Trigger, long Count, TimeSpan Delay, CutKind Kind)
{
    /// <summary>A point of the whole bootstrap: a byte of either direction, a command, or a moment of one.</summary>
    public static CutPoint Draw(Random random, WholeRun whole)
    {
        var kind = random.Next(2) == 0 ? CutKind.Reset : CutKind.Close;
        return random.Next(5) switch
        {
            0 => new CutPoint(CutTrigger.ToHost, random.NextInt64(whole.ToHost), TimeSpan.Zero, kind),
            1 => new CutPoint(CutTrigger.FromHost, random.NextInt64(whole.FromHost), TimeSpan.Zero, kind),
            2 => new CutPoint(CutTrigger.Command, 1 + random.Next(whole.Commands.Count), TimeSpan.Zero, kind),
            // Most of the time the connection is silent: the host downloads, unpacks and configures.
            _ => whole.Moment(random.NextDouble()) with { Kind = kind },
        };
    }

    public static CutPoint Parse(string text)
    {
        var match = Pattern.Match(text);
        return match.Success
            ? new CutPoint(
                match.Groups["trigger"].Value switch { "to-host" => CutTrigger.ToHost, "from-host" => CutTrigger.FromHost, _ => CutTrigger.Command },
                long.Parse(match.Groups["count"].Value),
                TimeSpan.FromMilliseconds(match.Groups["delay"] is { Success: true } delay ? int.Parse(delay.Value) : 0),
                match.Groups["kind"].Value == "reset" ? CutKind.Reset : CutKind.Close)
            : throw new FormatException($"'{text}' is not a point such as 'to-host 31244 reset', 'from-host 90 close' or 'command 2+1500ms reset'.");
    }

    public override string ToString()
    {
        var trigger = Trigger switch { CutTrigger.ToHost => "to-host", CutTrigger.FromHost => "from-host", _ => "command" };
        var delay = Delay > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"+{Delay.TotalMilliseconds:0}ms") : "";
        return $"{trigger} {Count}{delay} {(Kind == CutKind.Reset ? "reset" : "close")}";
    }

    [GeneratedRegex(@"^(?<trigger>to-host|from-host|command) (?<count>\d+)(\+(?<delay>\d+)ms)? (?<kind>reset|close)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Eventually.LimitMilliseconds)]
    private static partial Regex Pattern { get; }
}
