using System.Text;

namespace Stagecraft.Bootstrap;

/// <summary>Finds the progress lines of a running script in the output of its command, as it arrives.</summary>
/// <param name="report">Gets the text of each progress line, which is untrusted.</param>
internal sealed class ProgressReader(Action<string> report)
{
    // Longer lines are not progress. The rest of such a line is ignored.
    private const int MaxLine = 500;

    private static readonly byte[] Marker = Encoding.UTF8.GetBytes(ScriptProtocol.Progress);

    private readonly byte[] line = new byte[MaxLine];
    private int length;

    public void Read(ReadOnlySpan<byte> received)
    {
        while (received.IndexOf((byte)'\n') is var end and >= 0)
        {
            Keep(received[..end]);
            if (length <= MaxLine && line.AsSpan(0, length).StartsWith(Marker))
                report(Encoding.UTF8.GetString(line, Marker.Length, length - Marker.Length));
            length = 0;
            received = received[(end + 1)..];
        }

        Keep(received);
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (length + part.Length <= MaxLine) part.CopyTo(line.AsSpan(length));
        // Saturates, because a line may be endless.
        length = Math.Min(length + part.Length, MaxLine + 1);
    }
}
