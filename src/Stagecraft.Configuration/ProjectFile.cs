using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>The parsed content of a <c>stagecraft.yml</c>.</summary>
/// <param name="Root">The document.</param>
/// <param name="Directory">Absolute. Relative paths in the file are resolved from here.</param>
internal sealed record ProjectFile(SettingsMapping Root, string Directory)
{
    public const string DefaultName = "stagecraft.yml";

    /// <param name="file">The path as the user wrote it; null means <see cref="DefaultName"/> in the current directory.</param>
    /// <param name="environment">Provides the current directory.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ConfigurationException">The file does not exist or is invalid.</exception>
    public static async Task<ProjectFile> ReadAsync(string? file, ConfigurationEnvironment environment, CancellationToken cancellationToken)
    {
        var shown = file ?? DefaultName;
        var path = Path.GetFullPath(shown, environment.CurrentDirectory);
        if (!File.Exists(path) && !System.IO.Directory.Exists(path)) throw Missing(file, path);

        return Parse(await BoundedText.ReadFileAsync(path, shown, cancellationToken), shown, Path.GetDirectoryName(path)!);
    }

    /// <param name="text">The content of the file.</param>
    /// <param name="shown">The path as the user wrote it, for messages.</param>
    /// <param name="directory">The absolute path of the directory that contains the file.</param>
    /// <exception cref="ConfigurationException">The text is invalid.</exception>
    public static ProjectFile Parse(string text, string shown, string directory)
    {
        var root = YamlText.Parse(text, shown) switch
        {
            SettingsMapping mapping => mapping,
            SettingsScalar { Value: null } empty => new SettingsMapping([], empty.Location),
            var other => throw new ConfigurationException("A configuration file must contain sections such as 'cloud:', 'network:' and 'infra:'.", other.Location),
        };
        return new ProjectFile(root, directory);
    }

    private static ConfigurationException Missing(string? file, string path) => new(
        file is null
            ? $"There is no {DefaultName} in '{SafeText.Line(Path.GetDirectoryName(path))}'. Name another file with --config, or create one with 'dotnet stagecraft-bootstrap init'."
            : $"The configuration file '{SafeText.Line(file)}' does not exist. Create one with 'dotnet stagecraft-bootstrap init'.");
}

/// <summary>Checks the owner of a configuration that was found above a project. A configuration names programs to run, so another user must not be able to change it.</summary>
internal static class FoundConfiguration
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
