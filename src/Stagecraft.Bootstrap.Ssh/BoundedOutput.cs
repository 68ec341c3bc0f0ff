using System.Text;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>Reads a stream to its end and keeps its last mebibyte: what a start-up file of the shell prints comes first, the answer last.</summary>
internal static class BoundedOutput
{
    private const int Limit = 1024 * 1024;
    private const int BufferSize = 32 * 1024;

    public static string Read(Stream stream)
    {
        var kept = new MemoryStream();
        var isCut = false;
        var buffer = new byte[BufferSize];
        for (int read; (read = stream.Read(buffer, 0, buffer.Length)) > 0;)
        {
            kept.Write(buffer, 0, read);
            // Not at every read: each byte is moved once at most.
            if (kept.Length >= 2 * Limit) isCut = CutTo(kept, Limit);
        }

        if (kept.Length > Limit) isCut = CutTo(kept, Limit);
        var text = Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
        // The cut may have gone through a character.
        return isCut ? text.TrimStart('\uFFFD') : text;
    }

    private static bool CutTo(MemoryStream kept, int length)
    {
        var bytes = kept.GetBuffer();
        Buffer.BlockCopy(bytes, (int)kept.Length - length, bytes, 0, length);
        kept.SetLength(length);
        return true;
    }
}
