namespace Stagecraft.Bootstrap;

/// <summary>Finds a program as a shell does. <c>Process</c> also searches its own executable's directory and the current directory.</summary>
internal static class ProgramFile
{
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="program">If it contains a slash, a path relative to the working directory; otherwise a name on the search path.</param>
    /// <param name="workingDirectory">Absolute.</param>
    /// <param name="searchPath">In the format of <c>PATH</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such program, or it is not executable. The message is a phrase that follows its name.</exception>
    public static string Find(string program, string workingDirectory, string searchPath)
    {
        // Windows has other rules (PATHEXT), and Process follows them.
        if (OperatingSystem.IsWindows()) return program;

        if (program.Contains('/'))
        {
            var path = Path.GetFullPath(program, workingDirectory);
            if (!File.Exists(path)) throw new FileNotFoundException($"does not exist: there is no file '{SafeText.Line(path)}'.");
            return IsExecutable(path) ? path : throw new FileNotFoundException($"is not executable. Run: chmod +x {SafeText.Line(path)}");
        }

        return searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(workingDirectory, directory, program))
            .FirstOrDefault(path => File.Exists(path) && IsExecutable(path))
            ?? throw new FileNotFoundException("is not on the PATH. Install it, or give its path.");
    }

    private static bool IsExecutable(string path) =>
        OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Execute) != UnixFileMode.None;
}
