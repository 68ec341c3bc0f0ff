using Stagecraft.Bootstrap.Cloud;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Configuration.Cloud;

/// <summary>Finds a program as a shell does. <c>Process</c> also searches the directory of its own executable and the current directory.</summary>
internal static class ProgramFile
{
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="program">If it contains a slash, a path relative to the working directory; otherwise a name on the search path.</param>
    /// <param name="workingDirectory">Absolute.</param>
    /// <param name="searchPath">In the format of <c>PATH</c>.</param>
    /// <exception cref="CloudException">The directory or the program does not exist, or the program is not executable.</exception>
    public static string Find(string program, string workingDirectory, string searchPath)
    {
        if (!Directory.Exists(workingDirectory))
            throw new CloudException($"The working directory '{SafeText.Line(workingDirectory)}' of the command '{SafeText.Line(program)}' does not exist.");
        // Windows has other rules (PATHEXT), and Process follows them.
        if (OperatingSystem.IsWindows()) return program;

        if (program.Contains('/'))
        {
            var path = Path.GetFullPath(program, workingDirectory);
            if (!File.Exists(path)) throw new CloudException($"The command '{SafeText.Line(program)}' does not exist: there is no file '{SafeText.Line(path)}'.");
            return IsExecutable(path) ? path : throw new CloudException($"The command '{SafeText.Line(path)}' is not executable. Run: chmod +x {SafeText.Line(path)}");
        }

        return searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(workingDirectory, directory, program))
            .FirstOrDefault(path => File.Exists(path) && IsExecutable(path))
            ?? throw new CloudException($"The command '{SafeText.Line(program)}' is not on the PATH. Install it, or give its path.");
    }

    private static bool IsExecutable(string path) =>
        OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Execute) != UnixFileMode.None;
}
