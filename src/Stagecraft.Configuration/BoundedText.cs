using System.Text;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Configuration;

/// <summary>Reads whole texts that are meant to be small.</summary>
internal static class BoundedText
{
    /// <summary>Characters. A hosts document of 10,000 hosts has about two million.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <returns>The text, or null where there is more than <paramref name="maxLength"/> of it.</returns>
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
    /// <param name="shown">The path as its user wrote it.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <param name="maxLength">Characters.</param>
    /// <exception cref="ConfigurationException">The file cannot be read, or is too large.</exception>
    public static async Task<string> ReadFileAsync(string path, string shown, CancellationToken cancellationToken, int maxLength = MaxLength)
    {
        try
        {
            using var reader = new StreamReader(path);
            return await ReadAsync(reader, cancellationToken, maxLength)
                ?? throw new ConfigurationException($"The file '{SafeText.Line(shown)}' is larger than {maxLength / 1024 / 1024} MB. Is it the right one?");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var why = Directory.Exists(path) ? "it is a directory."
                : exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file."
                : exception is UnauthorizedAccessException ? "it may not be read by this user."
                : SafeText.Line(exception.Message);
            throw new ConfigurationException($"The file '{SafeText.Line(shown)}' cannot be read: {why}");
        }
    }
}
