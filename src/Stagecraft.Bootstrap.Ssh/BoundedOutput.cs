using System.Text;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>Reads a stream to its end and keeps the beginning.</summary>
internal static class BoundedOutput
{
    private const int Limit = 1024 * 1024;
    private const int BufferSize = 32 * 1024;

    public static string Read(Stream stream)
    {
        var kept = new MemoryStream();
        var buffer = new byte[BufferSize];
        for (int read; (read = stream.Read(buffer, 0, buffer.Length)) > 0;)
            kept.Write(buffer, 0, (int)Math.Min(read, Limit - kept.Length));

        var text = Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
        // The cut may have gone through a character.
        return kept.Length == Limit ? text.TrimEnd('\uFFFD') : text;
    }
}
