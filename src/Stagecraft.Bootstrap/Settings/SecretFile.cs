namespace Stagecraft.Bootstrap.Settings;

/// <summary>Reads a file that holds a secret: a few words at most.</summary>
public static class SecretFile
{
    // Characters. A path may name a device that never ends.
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
            : throw new IOException($"It is larger than {MaxLength / 1024} KB. It must hold the secret and nothing else.");
    }

    /// <summary>
    /// What a file holds that may not be needed, or null. Only an ordinary file is opened: a pipe would wait for its other
    /// end, and gives what it holds to its first reader.
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
