namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>The phases of a complete bootstrap of a new host.</summary>
/// <param name="ToHost">Bytes to the host.</param>
/// <param name="FromHost">Bytes from the host.</param>
/// <param name="Commands">How long each remote command took.</param>
internal sealed record WholeRun(long ToHost, long FromHost, IReadOnlyList<TimeSpan> Commands)
{
    public TimeSpan Duration => new(Commands.Sum(command => command.Ticks));

    /// <summary>A moment of the run: its command, and the time since that was sent.</summary>
    /// <param name="fraction">0 is the first command's start, 1 the last one's end.</param>
    public CutPoint Moment(double fraction)
    {
        var left = Duration * fraction;
        var command = 0;
        while (command < Commands.Count - 1 && left > Commands[command])
            left -= Commands[command++];
        return new CutPoint(CutTrigger.Command, command + 1, TimeSpan.FromMilliseconds(Math.Round(left.TotalMilliseconds)), CutKind.Reset);
    }

    public override string ToString() => $"{ToHost} bytes there, {FromHost} back, and {Commands.Count} commands in {Duration.TotalSeconds:0.0} s";
}
