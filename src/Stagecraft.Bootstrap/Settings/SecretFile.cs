namespace Stagecraft.Bootstrap.Settings;

/// <summary>Reads a file that holds a secret: a few words at most.</summary>
internal static class SecretFile
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
}
