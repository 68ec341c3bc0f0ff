namespace Stagecraft.Testing;

/// <summary>A folder that is deleted with the test.</summary>
public class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("stagecraft-");

    public string Root => folder.FullName;

    public string PathOf(string name) => Path.Combine(Root, name);

    public DirectoryInfo CreateFolder(string name) => folder.CreateSubdirectory(name);

    /// <summary>Creates or replaces a file, and the folders on its path.</summary>
    /// <returns>The path of the file.</returns>
    public virtual string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public string Read(string name) => File.ReadAllText(PathOf(name));

    /// <summary>The names of the files in a folder, including hidden files, sorted.</summary>
    public string Files(string name = ".") =>
        string.Join(' ', Directory.EnumerateFiles(PathOf(name)).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) folder.Delete(recursive: true);
    }
}
