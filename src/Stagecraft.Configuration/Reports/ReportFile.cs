using System.Text;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Configuration.Reports;

/// <summary>A file that gets the report. It is there whole or not at all.</summary>
public sealed class ReportFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string name;
    private readonly string path;
    private readonly Action<BootstrapReport, TextWriter> format;

    private ReportFile(string name, string path, Action<BootstrapReport, TextWriter> format) => (this.name, this.path, this.format) = (name, path, format);

    private string Folder => Path.GetDirectoryName(path)!;

    /// <summary>Finds out before a run whether the report can be written after it.</summary>
    /// <param name="name">As the user gave it, relative to <paramref name="currentDirectory"/>.</param>
    /// <param name="currentDirectory">Absolute.</param>
    /// <exception cref="ConfigurationException">No known format, or nothing can be written there.</exception>
    public static ReportFile Prepare(string name, string currentDirectory)
    {
        if (ReportFormats.For(name) is not { } format)
            throw new ConfigurationException($"The report '{SafeText.Line(name)}' has no known format. The file's name must end in {ReportFormats.Known}.");

        var file = new ReportFile(SafeText.Line(name), Path.GetFullPath(name, currentDirectory), format);
        try
        {
            if (Directory.Exists(file.path)) throw new IOException("it is a directory.");
            using (DraftFile.Create(file.Folder, out var probe)) File.Delete(probe);
            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(file.Failure(exception));
        }
    }

    /// <summary>Writes the report; nothing that was at its place before is harmed if that fails.</summary>
    /// <returns>Null, or why it could not be written.</returns>
    public string? Write(BootstrapReport report)
    {
        string? draft = null;
        try
        {
            // Beside the file: a rename is atomic only within one file system. It replaces a link, and does not follow it.
            using (var writer = new StreamWriter(DraftFile.Create(Folder, out draft), Utf8)) format(report, writer);
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
            // What kept the report from being written keeps this too, and it is told already.
        }
    }

    private string Failure(Exception exception) => $"The report '{name}' cannot be written: {SafeText.Line(exception switch
    {
        DirectoryNotFoundException => $"the directory '{Path.GetDirectoryName(path)}' does not exist.",
        UnauthorizedAccessException => $"no permission to write in '{Path.GetDirectoryName(path)}'.",
        _ => exception.Message,
    })}";
}
