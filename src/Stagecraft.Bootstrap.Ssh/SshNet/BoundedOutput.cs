using System.Text;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>
/// Reads a stream to its end and keeps at most one mebibyte: the first and the last half mebibyte. Output of shell start-up files
/// comes first and the end of the answer comes last; endless output of a program is in the middle.
/// </summary>
internal static class BoundedOutput
{
    private const int Half = 512 * 1024;
    private const int BufferSize = 32 * 1024;

    /// <param name="stream">The stream.</param>
    /// <param name="received">Gets each part as it arrives. Null if that is not needed.</param>
    public static string Read(Stream stream, Action<ReadOnlyMemory<byte>>? received = null)
    {
        var kept = new MemoryStream();
        var isCut = false;
        var buffer = new byte[BufferSize];
        for (int read; (read = stream.Read(buffer, 0, buffer.Length)) > 0;)
        {
            received?.Invoke(buffer.AsMemory(0, read));
            kept.Write(buffer, 0, read);
            // Not at every read, so that each byte is moved at most once.
            if (kept.Length >= 3 * Half) isCut = Cut(kept);
        }

        if (kept.Length > 2 * Half) isCut = Cut(kept);
        var bytes = kept.GetBuffer();
        if (!isCut) return Encoding.UTF8.GetString(bytes, 0, (int)kept.Length);
        // The cut may be in the middle of a character.
        return Encoding.UTF8.GetString(bytes, 0, Half).TrimEnd('\uFFFD') + Encoding.UTF8.GetString(bytes, Half, (int)kept.Length - Half).TrimStart('\uFFFD');
    }

    private static bool Cut(MemoryStream kept)
    {
        var bytes = kept.GetBuffer();
        Buffer.BlockCopy(bytes, (int)kept.Length - Half, bytes, Half, Half);
        kept.SetLength(2 * Half);
        return true;
    }
}
