using System.CommandLine;
using System.CommandLine.Help;
using Stagecraft.Application;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>The tool's commands and options.</summary>
internal static class CommandTree
{
    public static RootCommand Create(Terminal terminal, RunEnvironment surroundings)
    {
        var options = new ToolOptions(surroundings.CurrentDirectory);
        var commands = new ToolCommands(options, terminal, surroundings);
        var root = new RootCommand("Turn freshly created Ubuntu and Debian servers into deploy-ready hosts over SSH: install Docker with Compose, and join the network.");
        foreach (var option in options.OfRuns) root.Options.Add(option);

        root.SetAction(commands.RunAsync);
        root.Subcommands.Add(Leaf("run", "Bootstrap all hosts (the default command).", commands.RunAsync, options.OfRuns));
        root.Subcommands.Add(Leaf("plan", "Show existing hosts and the hosts that would be created. Makes no changes.", commands.PlanAsync, options.OfLists));
        root.Subcommands.Add(Leaf("up", "Create missing hosts, wait for them, and bootstrap all hosts (same as run).", commands.RunAsync, options.OfRuns));
        root.Subcommands.Add(Leaf("check", "Show what a run would change on each host. Makes no changes.", commands.CheckAsync, options.OfRuns));
        root.Subcommands.Add(Leaf("leave", "Take the hosts that --limit selects out of their network. Asks first. Docker and everything else on the hosts stays as it is.", commands.LeaveAsync, options.OfLeave));
        var hosts = Leaf("hosts", "List the hosts that a run would bootstrap.", commands.HostsAsync, options.OfHosts);
        hosts.Subcommands.Add(Leaf("keys", "Print the SSH keys of the hosts as lines for known_hosts, with their fingerprints, as ssh-keyscan does. Does not log in. Compare the fingerprints before you trust the keys.", commands.KeysAsync, options.OfKeys));
        root.Subcommands.Add(hosts);

        var config = new Command("config", "Validate the configuration or print its schema.");
        config.Subcommands.Add(Leaf("validate", "Validate stagecraft.yml, and the --hosts document if given. Needs no secrets and connects to no host.", commands.ValidateAsync, options.OfValidate));
        config.Subcommands.Add(Leaf("schema", "Print the JSON Schema of the host bootstrap sections of stagecraft.yml, for editors.", commands.SchemaAsync));
        root.Subcommands.Add(config);

        var report = new Command("report", "Merge reports.");
        var merge = Leaf("merge", "Merge the JSON reports of a sharded run into one report. The report and the exit code are the same as without shards.", commands.MergeAsync, options.OfMerge);
        merge.Arguments.Add(options.Merged);
        report.Subcommands.Add(merge);
        root.Subcommands.Add(report);
        root.Subcommands.Add(InitCommand.Create(options, terminal, surroundings));
        root.Subcommands.Add(CompletionCommand.Create(terminal));

        var help = root.Options.OfType<HelpOption>().Single();
        // An absolute path can start with /h.
        help.Aliases.Remove("/h");
        help.Aliases.Remove("/?");
        help.Action = new HelpWithExamples((HelpAction)help.Action!, root);
        root.Options.OfType<VersionOption>().Single().Description = "Show the version, and the commit from which it was built.";
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
