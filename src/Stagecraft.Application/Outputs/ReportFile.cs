using System.Text;
using Stagecraft.Bootstrap;

namespace Stagecraft.Application;

/// <summary>A file that receives the report. It is written atomically.</summary>
internal sealed class ReportFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string name;
    private readonly string path;
    private readonly ReportFormat format;

    private ReportFile(string name, string path, ReportFormat format) => (this.name, this.path, this.format) = (name, path, format);

    private string Folder => Path.GetDirectoryName(path)!;

    /// <summary>Checks before a run whether the report can be written.</summary>
    /// <param name="name">The path as the user wrote it, relative to <paramref name="currentDirectory"/>.</param>
    /// <param name="currentDirectory">Absolute.</param>
    /// <exception cref="ConfigurationException">The format is not known, or the file cannot be written.</exception>
    public static ReportFile Prepare(string name, string currentDirectory)
    {
        if (ReportFormats.For(name) is not { } format)
            throw new ConfigurationException($"The format of the report '{SafeText.Line(name)}' is not known. The file name must end in {ReportFormats.Known}.");

        var file = new ReportFile(SafeText.Line(name), Path.GetFullPath(name, currentDirectory), format);
        try
        {
            if (Directory.Exists(file.path)) throw new IOException("it is a directory.");
            DraftFile.Probe(file.Folder);
            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(file.Failure(exception));
        }
    }

    /// <summary>Writes the report. If that fails, an existing file is unchanged.</summary>
    /// <returns>Null on success; otherwise the reason for the failure.</returns>
    public string? Write(BootstrapReport report)
    {
        string? draft = null;
        try
        {
            // In the same directory, because a rename is atomic only within one file system. The rename replaces a link and does not follow it.
            using (var writer = new StreamWriter(DraftFile.Create(Folder, out draft), Utf8)) report.Write(format, writer);
            File.Move(draft, path, overwrite: true);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (draft is not null) Remove(draft);
            return Failure(exception);
        }
    }

    private static void Remove(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Probably the same cause as the write failure, which is already reported.
        }
    }

    private string Failure(Exception exception) => $"The report '{name}' cannot be written: {SafeText.Line(exception switch
    {
        DirectoryNotFoundException => $"the directory '{Path.GetDirectoryName(path)}' does not exist.",
        UnauthorizedAccessException => $"no permission to write in '{Path.GetDirectoryName(path)}'.",
        _ => exception.Message,
    })}";
}

/// <summary>The report formats, by file extension.</summary>
internal static class ReportFormats
{
    private static readonly Dictionary<string, ReportFormat> ByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".json"] = ReportFormat.Json,
        [".xml"] = ReportFormat.JUnit,
        [".md"] = ReportFormat.Markdown,
        [".html"] = ReportFormat.Html,
    };

    /// <summary>For messages: <c>.json, .xml (JUnit), .md or .html</c>.</summary>
    public const string Known = ".json, .xml (JUnit), .md or .html";

    /// <summary>The format for a file name, or null if its extension is not one of <see cref="Known"/>.</summary>
    public static ReportFormat? For(string file) => ByExtension.TryGetValue(Path.GetExtension(file), out var format) ? format : null;
}
