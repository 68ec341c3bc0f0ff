namespace Stagecraft.Bootstrap;

/// <summary>Reads a file that contains a secret.</summary>
internal static class SecretFile
{
    // In characters. A path may name an endless device.
    private const int MaxLength = 64 * 1024;

    /// <exception cref="IOException">It cannot be read, or is too large to be a secret.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it, or it is a directory.</exception>
    public static string Read(string path)
    {
        using var reader = new StreamReader(path);
        var buffer = new char[MaxLength + 1];
        var read = reader.ReadBlock(buffer);
        return read <= MaxLength
            ? new string(buffer, 0, read)
            : throw new IOException($"It is larger than {MaxLength / 1024} KB. It must contain only the secret.");
    }

    /// <summary>
    /// Reads a secret that may not be needed. Null if it cannot be read. Opens only regular files: a pipe would block until
    /// its other end is open, and its content can be read only once.
    /// </summary>
    public static string? ReadIfRegular(string path, Func<string, string> resolvePath)
    {
        try
        {
            FileSystemInfo file = new FileInfo(resolvePath(path));
            file = file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
            // Pipes, devices and sockets have no length.
            return file is FileInfo { Exists: true, Length: > 0 and <= MaxLength } ? Read(file.FullName) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
