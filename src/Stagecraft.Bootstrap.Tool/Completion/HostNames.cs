using System.CommandLine.Completions;
using Stagecraft.Application;
using Stagecraft.Configuration;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Completes the names of hosts.</summary>
internal static class HostNames
{
    /// <summary>The ids and roles of the hosts that the configuration lists. None if it cannot be read, or names another source.</summary>
    public static IEnumerable<CompletionItem> Complete(string? configFile, string currentDirectory)
    {
        try
        {
            var path = Path.GetFullPath(configFile ?? ProjectFile.DefaultName, currentDirectory);
            var file = ProjectFile.Parse(File.ReadAllText(path), path, currentDirectory);
            return StaticCloud.Listed(file.Root)
                .SelectMany(host => (string?[])[host.Id, host.Role])
                .OfType<string>()
                .Where(name => name.Length > 0 && SafeText.Line(name) == name)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(name => new CompletionItem(name));
        }
        catch (Exception exception) when (exception is ConfigurationException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }
}
