using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Configuration.Project;

/// <summary>Checks the owner of a configuration that was found above a project. A configuration names programs to run, so another user must not be able to change it.</summary>
public static class FoundConfiguration
{
    /// <param name="path">The absolute path of the file.</param>
    /// <param name="from">The absolute path of the directory where the search began.</param>
    /// <exception cref="ConfigurationException">A user who cannot write to the project can write this file.</exception>
    public static void Require(string path, string from)
    {
        var start = Path.TrimEndingDirectorySeparator(Path.GetFullPath(from));
        if (Path.GetDirectoryName(path) == start || UnixFile.At(path) is not { } file) return;

        // The owner of the project can run code in this build anyway.
        var problem = !file.IsOursOrRoots && UnixFile.At(start)?.Owner != file.Owner ? $"belongs to another user (uid {file.Owner})"
            : file.IsWritableByEverybody ? "can be changed by other users"
            : null;
        if (problem is not null)
            throw new ConfigurationException($"The configuration '{SafeText.Line(path)}', found above the project, {problem}, so it is not used. To use it anyway, pass -p:StagecraftConfig={SafeText.Line(path)}");
    }
}
