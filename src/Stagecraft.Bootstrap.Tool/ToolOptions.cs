using System.CommandLine;
using System.CommandLine.Parsing;
using Stagecraft.Application;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>The options that the commands share.</summary>
internal sealed class ToolOptions
{
    private const string Json = "json";

    private readonly Option<string?> config = new("--config")
    {
        Description = "The configuration file. Default: stagecraft.yml in the current directory.",
        HelpName = "FILE",
    };

    private readonly Option<string?> environment = new("--environment")
    {
        Description = "The environment to request from the cloud provider, such as production. Reports show it.",
        HelpName = "NAME",
    };

    private readonly Option<string?> hosts = new("--hosts")
    {
        Description = "Read a hosts document (JSON or YAML) instead of using the cloud provider. - means standard input.",
        HelpName = "FILE|-",
    };

    private readonly Option<string[]> limit = new("--limit")
    {
        Description = "Only hosts with this id, name or role. Supports the wildcards * and ?. @failed:FILE selects the hosts that are not ready in a JSON report. Separate several with commas, or repeat the option.",
        HelpName = "PATTERN",
    };

    private readonly Option<string[]> exclude = new("--exclude")
    {
        Description = "Not the hosts with this id, name or role. Patterns are as in --limit, and applied after it.",
        HelpName = "PATTERN",
    };

    private readonly Option<HostShard?> shard = new("--shard")
    {
        Description = $"Only the hosts of shard I of N, with I from 1 to N and N at most {HostShard.MaxCount}. The shard of a host depends on its id and N. Creates no hosts.",
        HelpName = "I/N",
        CustomParser = ParseShard,
    };

    private readonly Option<int?> parallel = new("--parallel")
    {
        Description = $"The number of hosts to work on in parallel, 1 to {BootstrapOptions.MaxParallel}. Default: maxParallelHosts in the configuration.",
        HelpName = "N",
        CustomParser = ParseParallel,
    };

    private readonly Option<HostCount?> serial = new("--serial")
    {
        Description = "Work on the hosts in batches of N hosts, or of P% of them, in the order of their ids. A batch starts when the one before it has finished.",
        HelpName = "N|P%",
        CustomParser = result => ParseCount(result, "--serial"),
    };

    private readonly Option<HostCount?> maxFail = new("--max-fail")
    {
        Description = "Do not start the next batch if more than N hosts, or P% of all hosts, have failed. Requires --serial.",
        HelpName = "N|P%",
        CustomParser = result => ParseCount(result, "--max-fail"),
    };

    private readonly Option<string> output = new("--output")
    {
        Description = "The format of the results on standard output.",
        HelpName = "text|json",
        DefaultValueFactory = _ => "text",
    };

    private readonly Option<string[]> report = new("--report")
    {
        Description = "Also write the report to a file. The extension selects the format: .json, .xml (JUnit), .md or .html. Can be repeated.",
        HelpName = "FILE",
    };

    private readonly Option<string?> logDirectory = new("--log-dir")
    {
        Description = "Write a transcript of each host to this directory: every remote command and its output, with secrets masked.",
        HelpName = "DIR",
    };

    private readonly Option<bool> askSudoPassword = new("--ask-sudo-password")
    {
        Description = "Ask on the terminal, once, for the password that sudo requires on the hosts.",
    };

    private readonly Option<bool> check = new("--check")
    {
        Description = "Show which hosts would leave. Makes no changes.",
    };

    private readonly Option<bool> yes = new("--yes")
    {
        Description = "Do not ask. Required without a terminal.",
    };

    private readonly Option<bool> verbose = new("--verbose")
    {
        Description = "Show more. A run: each step, and the output of remote commands. hosts: how each host would be reached.",
    };

    private readonly Option<bool> noColor = new("--no-color")
    {
        Description = "Disable colors. The environment variable NO_COLOR does the same.",
    };

    /// <param name="currentDirectory">Where a configuration is searched to complete the names of hosts.</param>
    public ToolOptions(string currentDirectory)
    {
        output.AcceptOnly("text", Json);
        report.Validators.Add(CheckReport);
        limit.CompletionSources.Add(context => HostNames.Complete(ConfigFile(context.ParseResult), currentDirectory));
        exclude.CompletionSources.Add(context => HostNames.Complete(ConfigFile(context.ParseResult), currentDirectory));
    }

    /// <summary>Of commands that list hosts.</summary>
    public IEnumerable<Option> OfLists => [config, environment, hosts, limit, exclude, shard, output];

    /// <summary>Of the command that shows how hosts would be reached.</summary>
    public IEnumerable<Option> OfHosts => [.. OfLists, verbose];

    /// <summary>Of the command that reads the keys of hosts.</summary>
    public IEnumerable<Option> OfKeys => [config, environment, hosts, limit, exclude, shard, parallel, output];

    /// <summary>Of commands that bootstrap.</summary>
    public IEnumerable<Option> OfRuns =>
        [config, environment, hosts, limit, exclude, shard, parallel, serial, maxFail, output, report, logDirectory, askSudoPassword, verbose, noColor];

    /// <summary>Of the command that takes hosts out of their network.</summary>
    public IEnumerable<Option> OfLeave => [.. OfRuns, check, yes];

    /// <summary>Of the command that validates.</summary>
    public IEnumerable<Option> OfValidate => [config, hosts, output];

    /// <summary>Of the command that creates a configuration.</summary>
    public IEnumerable<Option> OfInit => [config];

    /// <summary>Of the command that merges reports.</summary>
    public IEnumerable<Option> OfMerge => [output, report, noColor];

    /// <summary>Only for the command that merges.</summary>
    public Argument<string[]> Merged { get; } = new("FILE")
    {
        Description = "The JSON reports of the shards of one run.",
        Arity = ArgumentArity.OneOrMore,
    };

    public IReadOnlyList<string> Reports(ParseResult parsed) => parsed.GetValue(report) ?? [];

    public string? LogDirectory(ParseResult parsed) => parsed.GetValue(logDirectory);

    public bool AsksSudoPassword(ParseResult parsed) => parsed.GetValue(askSudoPassword);

    public bool OnlyChecks(ParseResult parsed) => parsed.GetValue(check);

    public bool IsConfirmed(ParseResult parsed) => parsed.GetValue(yes);

    public string? ConfigFile(ParseResult parsed) => parsed.GetValue(config);

    public bool IsJson(ParseResult parsed) => parsed.GetValue(output) == Json;

    public bool IsVerbose(ParseResult parsed) => parsed.GetValue(verbose);

    public bool NoColor(ParseResult parsed) => parsed.GetValue(noColor);

    public BootstrapRequest Request(ParseResult parsed, BootstrapPurpose purpose) => new()
    {
        Purpose = purpose,
        ConfigFile = parsed.GetValue(config),
        Environment = parsed.GetValue(environment),
        HostsFile = parsed.GetValue(hosts),
        Limit = parsed.GetValue(limit) ?? [],
        Exclude = parsed.GetValue(exclude) ?? [],
        Shard = parsed.GetValue(shard),
        Serial = parsed.GetValue(serial),
        MaxFail = parsed.GetValue(maxFail),
        MaxParallelHosts = parsed.GetValue(parallel),
    };

    private static int? ParseParallel(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, out var number) && number is >= 1 and <= BootstrapOptions.MaxParallel) return number;
        result.AddError($"--parallel must be a whole number from 1 to {BootstrapOptions.MaxParallel}; it is '{text}'.");
        return null;
    }

    private static HostShard? ParseShard(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (HostShard.Parse(text) is { } shard) return shard;
        result.AddError($"--shard must be I/N, with I from 1 to N and N at most {HostShard.MaxCount}; it is '{text}'.");
        return null;
    }

    private static HostCount? ParseCount(ArgumentResult result, string name)
    {
        var text = result.Tokens[0].Value;
        if (HostCount.Parse(text) is { } count) return count;
        result.AddError($"{name} must be a number of hosts, such as 2, or a percentage, such as 25%; it is '{text}'.");
        return null;
    }

    private static void CheckReport(OptionResult result)
    {
        foreach (var file in result.Tokens.Select(token => token.Value).Where(file => ReportFormats.For(file) is null))
            result.AddError($"--report must be a file name that ends in {ReportFormats.Known}; it is '{file}'.");
    }
}
