using System.Text;
using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>Reads texts up to a maximum length.</summary>
internal static class BoundedText
{
    /// <summary>In characters. A hosts document with 10,000 hosts has about two million.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <returns>The text, or null if it is longer than <paramref name="maxLength"/>.</returns>
    public static async Task<string?> ReadAsync(TextReader reader, CancellationToken cancellationToken, int maxLength = MaxLength)
    {
        var buffer = new char[16 * 1024];
        var text = new StringBuilder();
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (text.Length + read > maxLength) return null;
            text.Append(buffer, 0, read);
        }

        return text.ToString();
    }

    /// <param name="path">Absolute.</param>
    /// <param name="shown">The path as the user wrote it, for messages.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <param name="maxLength">Characters.</param>
    /// <exception cref="ConfigurationException">The file cannot be read, or is too large.</exception>
    public static async Task<string> ReadFileAsync(string path, string shown, CancellationToken cancellationToken, int maxLength = MaxLength)
    {
        try
        {
            using var reader = new StreamReader(path);
            return await ReadAsync(reader, cancellationToken, maxLength)
                ?? throw new ConfigurationException($"The file '{SafeText.Line(shown)}' is larger than {maxLength / 1024 / 1024} MB. Check that it is the right file.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var why = Directory.Exists(path) ? "it is a directory."
                : exception is FileNotFoundException or DirectoryNotFoundException ? "it does not exist."
                : exception is UnauthorizedAccessException ? "this user has no permission to read it."
                : SafeText.Line(exception.Message);
            throw new ConfigurationException($"The file '{SafeText.Line(shown)}' cannot be read: {why}");
        }
    }
}
