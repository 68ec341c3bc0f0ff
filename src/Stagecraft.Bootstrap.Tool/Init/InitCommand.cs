using System.CommandLine;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Text;
using Stagecraft.Configuration;

namespace Stagecraft.Bootstrap.Tool.Init;

/// <summary><c>init</c>: a commented <c>stagecraft.yml</c> to begin with, valid as it is.</summary>
internal static class InitCommand
{
    private const string DefaultName = "stagecraft.yml";

    public static Command Create(ToolOptions options, Terminal terminal, Surroundings surroundings)
    {
        var cloud = Choice("--cloud", "Where the hosts come from.", "static", surroundings.Providers.Cloud.Keys);
        var network = Choice("--network", "What the hosts join.", "tailscale", surroundings.Providers.Network.Keys);
        var command = new Command("init", "Write a commented stagecraft.yml to begin with. An existing file is left alone.");
        command.Options.Add(cloud);
        command.Options.Add(network);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = options.ConfigFile(parsed) ?? DefaultName;
            await WriteAsync(file, surroundings, Template(parsed.GetRequiredValue(cloud), parsed.GetRequiredValue(network)), cancellationToken);
            await terminal.Output.WriteLineAsync($"Wrote {SafeText.Line(file)}. Put your hosts into it; then: dotnet stagecraft-bootstrap config validate");
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
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => byDefault };
        option.AcceptOnlyFromAmong([.. values]);
        return option;
    }

    private static async Task WriteAsync(string file, Surroundings surroundings, string text, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(file, surroundings.CurrentDirectory);
        if (File.Exists(path) || Directory.Exists(path))
            throw new ConfigurationException($"'{SafeText.Line(file)}' exists already, and is left as it is. Remove it, or name another with --config.");

        try
        {
            // CreateNew: not even a file that has come in the meantime is overwritten.
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
