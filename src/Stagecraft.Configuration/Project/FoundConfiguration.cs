using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Configuration.Project;

/// <summary>A configuration names programs to run. One that was looked for and found above a project may be another user's.</summary>
public static class FoundConfiguration
{
    /// <param name="path">The file that was found. Absolute.</param>
    /// <param name="from">The directory where the search began. Absolute.</param>
    /// <exception cref="ConfigurationException">Another user could have written it, who could not have written the project.</exception>
    public static void Require(string path, string from)
    {
        var start = Path.TrimEndingDirectorySeparator(Path.GetFullPath(from));
        if (Path.GetDirectoryName(path) == start || UnixFile.At(path) is not { } file) return;

        // The owner of the project has code run by this build anyway.
        var problem = !file.IsOursOrRoots && UnixFile.At(start)?.Owner != file.Owner ? $"belongs to another user (number {file.Owner})"
            : file.IsWritableByEverybody ? "can be changed by other users"
            : null;
        if (problem is not null)
            throw new ConfigurationException($"The configuration '{SafeText.Line(path)}', found above the project, {problem}, so it is not used. If it is the right one, name it: -p:StagecraftConfig={SafeText.Line(path)}");
    }
}
