using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Text;
using Stagecraft.Configuration.Yaml;

namespace Stagecraft.Configuration.Project;

/// <summary>The text of a <c>stagecraft.yml</c> as settings.</summary>
/// <param name="Root">The document.</param>
/// <param name="Directory">Absolute; relative paths in the file start here.</param>
internal sealed record ProjectFile(SettingsMapping Root, string Directory)
{
    public const string DefaultName = "stagecraft.yml";

    /// <param name="file">As the user named it; null for <see cref="DefaultName"/> in the current directory.</param>
    /// <param name="surroundings">Knows the current directory.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ConfigurationException">There is no such file, or it is broken.</exception>
    public static async Task<ProjectFile> ReadAsync(string? file, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var shown = file ?? DefaultName;
        var path = Path.GetFullPath(shown, surroundings.CurrentDirectory);
        if (!File.Exists(path) && !System.IO.Directory.Exists(path)) throw Missing(file, path);

        return Parse(await BoundedText.ReadFileAsync(path, shown, cancellationToken), shown, Path.GetDirectoryName(path)!);
    }

    /// <param name="text">What the file holds.</param>
    /// <param name="shown">The file as the user named it, for messages.</param>
    /// <param name="directory">Absolute; where the file is.</param>
    /// <exception cref="ConfigurationException">It is broken.</exception>
    public static ProjectFile Parse(string text, string shown, string directory)
    {
        var root = YamlText.Parse(text, shown) switch
        {
            SettingsMapping mapping => mapping,
            SettingsScalar { Value: null } empty => new SettingsMapping([], empty.Location),
            var other => throw new ConfigurationException("A configuration file begins with sections such as 'cloud:', 'network:' and 'infra:'.", other.Location),
        };
        return new ProjectFile(root, directory);
    }

    private static ConfigurationException Missing(string? file, string path) => new(
        file is null
            ? $"There is no {DefaultName} in '{SafeText.Line(Path.GetDirectoryName(path))}'. Name another file with --config, or write one: dotnet stagecraft-bootstrap init"
            : $"The configuration file '{SafeText.Line(file)}' does not exist.");
}
