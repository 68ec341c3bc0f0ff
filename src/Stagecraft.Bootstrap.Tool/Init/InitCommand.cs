using System.CommandLine;
using Stagecraft.Application;

namespace Stagecraft.Bootstrap.Tool;

/// <summary><c>init</c>: creates a commented, valid <c>stagecraft.yml</c> as a starting point.</summary>
internal static class InitCommand
{
    private const string DefaultName = "stagecraft.yml";

    public static Command Create(ToolOptions options, Terminal terminal, RunEnvironment surroundings)
    {
        var cloud = Choice("--cloud", "The source of the hosts.", "static", surroundings.Providers.Cloud.Keys);
        var network = Choice("--network", "The network that the hosts join.", "tailscale", surroundings.Providers.Network.Keys);
        var command = new Command("init", "Create a commented stagecraft.yml as a starting point. Never overwrites an existing file.");
        foreach (var option in options.OfInit) command.Options.Add(option);
        command.Options.Add(cloud);
        command.Options.Add(network);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = options.ConfigFile(parsed) ?? DefaultName;
            await WriteAsync(file, surroundings, Template(parsed.GetRequiredValue(cloud), parsed.GetRequiredValue(network)), cancellationToken);
            await terminal.Output.WriteLineAsync($"Created {SafeText.Line(file)}. Add your hosts, then run: dotnet stagecraft-bootstrap config validate");
            return ExitCode.Ready;
        });
        return command;
    }

    /// <summary>The text of a new configuration file.</summary>
    public static string Template(string cloud, string network) => string.Join(
        '\n',
        EmbeddedText.Read("init-head.yml"),
        EmbeddedText.Read($"init-cloud-{cloud}.yml"),
        EmbeddedText.Read($"init-network-{network}.yml"),
        EmbeddedText.Read("init-bootstrap.yml"));

    private static Option<string> Choice(string name, string description, string byDefault, IEnumerable<string> values)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => byDefault, HelpName = string.Join('|', values) };
        option.AcceptOnly([.. values]);
        return option;
    }

    private static async Task WriteAsync(string file, RunEnvironment surroundings, string text, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(file, surroundings.CurrentDirectory);
        if (File.Exists(path) || Directory.Exists(path))
            throw new ConfigurationException($"'{SafeText.Line(file)}' already exists and was not changed. Remove it, or name another file with --config.");

        try
        {
            // CreateNew never overwrites a file that was created in the meantime.
            await using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await using var writer = new StreamWriter(stream);
            await writer.WriteAsync(text.AsMemory(), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ConfigurationException($"'{SafeText.Line(file)}' cannot be written: {SafeText.Line(exception.Message)}");
        }
    }
}
