using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Text;
using Stagecraft.Configuration.Yaml;

namespace Stagecraft.Configuration.Project;

/// <summary>The parsed content of a <c>stagecraft.yml</c>.</summary>
/// <param name="Root">The document.</param>
/// <param name="Directory">Absolute. Relative paths in the file are resolved from here.</param>
internal sealed record ProjectFile(SettingsMapping Root, string Directory)
{
    public const string DefaultName = "stagecraft.yml";

    /// <param name="file">The path as the user wrote it; null means <see cref="DefaultName"/> in the current directory.</param>
    /// <param name="surroundings">Provides the current directory.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ConfigurationException">The file does not exist or is invalid.</exception>
    public static async Task<ProjectFile> ReadAsync(string? file, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var shown = file ?? DefaultName;
        var path = Path.GetFullPath(shown, surroundings.CurrentDirectory);
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
            : $"The configuration file '{SafeText.Line(file)}' does not exist.");
}
