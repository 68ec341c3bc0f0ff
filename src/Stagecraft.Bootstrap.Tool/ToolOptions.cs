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
        Recursive = true,
    };

    private readonly Option<string?> environment = new("--environment")
    {
        Description = "The environment to request from the cloud provider, such as production.",
        HelpName = "NAME",
        Recursive = true,
    };

    private readonly Option<string?> hosts = new("--hosts")
    {
        Description = "Read a hosts document (JSON or YAML) instead of using the cloud provider. - means standard input.",
        HelpName = "FILE|-",
        Recursive = true,
    };

    private readonly Option<string[]> limit = new("--limit")
    {
        Description = "Only hosts with this id, name or role. Supports the wildcards * and ?. Separate several with commas, or repeat the option.",
        HelpName = "PATTERN",
        Recursive = true,
    };

    private readonly Option<HostShard?> shard = new("--shard")
    {
        Description = $"Only the hosts of shard I of N, with I from 1 to N and N at most {HostShard.MaxCount}. The shard of a host depends on its id and N. Creates no hosts.",
        HelpName = "I/N",
        Recursive = true,
        CustomParser = ParseShard,
    };

    private readonly Option<int?> parallel = new("--parallel")
    {
        Description = $"The number of hosts to work on in parallel, 1 to {BootstrapOptions.MaxParallel}. Default: maxParallelHosts in the configuration.",
        HelpName = "N",
        Recursive = true,
        CustomParser = ParseParallel,
    };

    private readonly Option<string> output = new("--output")
    {
        Description = "The format of the results on standard output.",
        DefaultValueFactory = _ => "text",
        Recursive = true,
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
        Description = "Also show each step and the output of remote commands. With hosts: how each host would be reached.",
        Recursive = true,
    };

    private readonly Option<bool> noColor = new("--no-color")
    {
        Description = "Disable colors. The environment variable NO_COLOR does the same.",
        Recursive = true,
    };

    public ToolOptions()
    {
        output.AcceptOnlyFromAmong("text", Json);
        report.Validators.Add(CheckReport);
    }

    public IEnumerable<Option> All => [config, environment, hosts, limit, shard, parallel, output, verbose, noColor];

    /// <summary>Only for commands that bootstrap.</summary>
    public IEnumerable<Option> OfRuns => [report, logDirectory, askSudoPassword];

    /// <summary>Only for the command that takes hosts out of their network.</summary>
    public IEnumerable<Option> OfLeave => [check, yes];

    /// <summary>Only for commands that have a report to write.</summary>
    public Option OfReports => report;

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
        Shard = parsed.GetValue(shard),
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

    private static void CheckReport(OptionResult result)
    {
        foreach (var file in result.Tokens.Select(token => token.Value).Where(file => ReportFormats.For(file) is null))
            result.AddError($"--report must be a file name that ends in {ReportFormats.Known}; it is '{file}'.");
    }
}
