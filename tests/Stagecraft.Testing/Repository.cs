namespace Stagecraft.Testing;

/// <summary>The repository's root and build configuration. Tests run from its output folders.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary><c>Debug</c> or <c>Release</c>, like these tests.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string Targets => Path.Combine(Root, "Stagecraft.targets");

    /// <summary>The tasks that were built for these tests.</summary>
    public static string TaskAssembly => Path.Combine(Root, "src", "Stagecraft.Build.Tasks", "bin", Configuration, "net10.0", "Stagecraft.Build.Tasks.dll");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Stagecraft.Build.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
