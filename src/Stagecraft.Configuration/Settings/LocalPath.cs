namespace Stagecraft.Configuration;

/// <summary>Paths of this machine, as a person writes them.</summary>
internal static class LocalPath
{
    /// <summary>The absolute path. <c>~</c> is as in shells, on Windows also before a backslash. <c>~user</c> is not supported.</summary>
    public static string Resolve(string path, string homeDirectory, string directory) => path switch
    {
        "~" => homeDirectory,
        ['~', var separator, .. var rest] when separator == Path.DirectorySeparatorChar || separator == Path.AltDirectorySeparatorChar =>
            Path.Join(homeDirectory, rest),
        _ => Path.GetFullPath(path, directory),
    };
}
