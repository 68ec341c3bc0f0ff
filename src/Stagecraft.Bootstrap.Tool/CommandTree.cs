using System.CommandLine;
using System.CommandLine.Help;
using Stagecraft.Bootstrap.Tool.Completion;
using Stagecraft.Bootstrap.Tool.Init;
using Stagecraft.Configuration;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>The tool's commands and options.</summary>
internal static class CommandTree
{
    public static RootCommand Create(Terminal terminal, Surroundings surroundings)
    {
        var options = new ToolOptions();
        var commands = new ToolCommands(options, terminal, surroundings);
        var root = new RootCommand("Makes bare Ubuntu hosts ready over SSH: Docker with Compose, and a joined network.");
        foreach (var option in options.All.Concat(options.OfRuns)) root.Options.Add(option);

        root.SetAction(commands.RunAsync);
        root.Subcommands.Add(Leaf("run", "Bootstrap every host (the default).", commands.RunAsync, options.OfRuns));
        root.Subcommands.Add(Leaf("plan", "Say which hosts exist and which the cloud provider would create. Changes nothing.", commands.PlanAsync));
        root.Subcommands.Add(Leaf("up", "Create the hosts that are missing, wait for them, and bootstrap every host; what run does too.", commands.RunAsync, options.OfRuns));
        root.Subcommands.Add(Leaf("check", "Say what a run would change, host by host. Changes nothing.", commands.CheckAsync, options.OfRuns));
        root.Subcommands.Add(Leaf("hosts", "List the hosts that a run would bootstrap.", commands.HostsAsync));

        var config = new Command("config", "Work on the configuration.");
        config.Subcommands.Add(Leaf("validate", "Check stagecraft.yml, and the --hosts document if there is one. Needs no secret and reaches no host.", commands.ValidateAsync));
        config.Subcommands.Add(Leaf("schema", "Print the JSON Schema of our sections of stagecraft.yml, for editors.", commands.SchemaAsync));
        root.Subcommands.Add(config);

        var report = new Command("report", "Work on reports.");
        var merge = Leaf("merge", "Make one report of those of a run's shards: the same bytes as without shards, and its exit code.", commands.MergeAsync, options.OfReports);
        merge.Arguments.Add(options.Merged);
        report.Subcommands.Add(merge);
        root.Subcommands.Add(report);
        root.Subcommands.Add(InitCommand.Create(options, terminal, surroundings));
        root.Subcommands.Add(CompletionCommand.Create(terminal));

        var help = root.Options.OfType<HelpOption>().Single();
        // A path may begin so.
        help.Aliases.Remove("/h");
        help.Aliases.Remove("/?");
        help.Action = new HelpWithExamples((HelpAction)help.Action!, root);
        return root;
    }

    private static Command Leaf(string name, string description, Func<ParseResult, CancellationToken, Task<int>> action, params IEnumerable<Option> options)
    {
        var command = new Command(name, description);
        foreach (var option in options) command.Options.Add(option);
        command.SetAction(action);
        return command;
    }
}
