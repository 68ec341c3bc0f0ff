using System.CommandLine;
using Stagecraft.Application;
using Stagecraft.Bootstrap.Reports;
using Stagecraft.Configuration;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Implements the commands with a <see cref="BootstrapSession"/>.</summary>
internal sealed class ToolCommands(ToolOptions options, Terminal terminal, RunEnvironment surroundings)
{
    private ProgressLines Lines => new(terminal.Error, surroundings.Mask);

    public Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => BootstrapAsync(BootstrapPurpose.Run, parsed, cancellationToken);

    public Task<int> CheckAsync(ParseResult parsed, CancellationToken cancellationToken) => BootstrapAsync(BootstrapPurpose.Check, parsed, cancellationToken);

    public Task<int> LeaveAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        BootstrapAsync(options.OnlyChecks(parsed) ? BootstrapPurpose.CheckLeave : BootstrapPurpose.Leave, parsed, cancellationToken);

    public async Task<int> HostsAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var session = await OpenAsync(BootstrapPurpose.ListHosts, parsed, cancellationToken);
        var selection = await session.FindHostsAsync(Lines, cancellationToken);
        if (options.IsJson(parsed))
        {
            await terminal.Output.WriteAsync(HostsJson.Write([.. selection.Hosts, .. selection.Impossible]));
        }
        else
        {
            await terminal.Output.WriteAsync(HostsText.Write(selection));
            if (options.IsVerbose(parsed))
                await terminal.Output.WriteAsync(surroundings.Mask(ConnectionsText.Write(selection.Hosts, await session.DescribeConnectionsAsync(selection.Hosts, cancellationToken))));
        }

        return selection.Problematic.Any() ? ExitCode.HostFailed : ExitCode.Ready;
    }

    public async Task<int> KeysAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var session = await OpenAsync(BootstrapPurpose.ListHosts, parsed, cancellationToken);
        var hosts = (await session.FindHostsAsync(Lines, cancellationToken)).Hosts;
        var keys = await session.ReadHostKeysAsync(hosts, cancellationToken);
        await terminal.Output.WriteAsync(options.IsJson(parsed) ? HostKeysJson.Write(hosts, keys) : HostKeysText.Write(hosts, keys));
        foreach (var (host, found) in hosts.Zip(keys).Where(pair => pair.Second.Failure is not null))
            await terminal.Error.WriteLineAsync(surroundings.Mask(SafeText.WholeLine($"{host.Name}: {found.Failure!.Message}")));
        return keys.Any(found => found.Failure is not null) ? ExitCode.HostFailed : ExitCode.Ready;
    }

    public async Task<int> PlanAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var session = await OpenAsync(BootstrapPurpose.ListHosts, parsed, cancellationToken);
        var selection = await session.FindHostsAsync(Lines, cancellationToken);
        await terminal.Output.WriteAsync(options.IsJson(parsed) ? PlanJson.Write(selection) : PlanText.Write(selection));
        if (selection.Problematic.Any()) return ExitCode.HostFailed;
        return selection.ToCreate.Count == 0 ? ExitCode.Ready : ExitCode.WouldChange;
    }

    public async Task<int> ValidateAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var found = await FindProblemsAsync(parsed, cancellationToken);
        if (options.IsJson(parsed)) await terminal.Output.WriteAsync(surroundings.Mask(ValidationJson.Write(found)));
        else await new ValidationText(terminal, surroundings).WriteAsync(found);
        var server = BuildServer.Detect(surroundings, terminal.Error);
        server?.Show(found.Errors, isError: true);
        server?.Show(found.Warnings, isError: false);
        return found.Errors.Count > 0 ? ExitCode.Configuration : ExitCode.Ready;
    }

    public Task<int> SchemaAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        SafeWriter.WriteOwn(terminal.Output, EmbeddedText.Read("stagecraft.schema.json"));
        return Task.FromResult(ExitCode.Ready);
    }

    public async Task<int> MergeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var records = RunOutputs.Prepare(options.Reports(parsed), logDirectory: null, surroundings, terminal.Error);
        var report = await MergedReport.ReadAsync(parsed.GetRequiredValue(options.Merged), surroundings.CurrentDirectory, cancellationToken);
        await ShowAsync(report, parsed);
        return !records.Write(report) ? ExitCode.Failure : ExitCode.Of(report, hostsMissing: false);
    }

    private async Task<Validation> FindProblemsAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            var session = await OpenAsync(BootstrapPurpose.Validate, parsed, cancellationToken);
            return new Validation([], await session.ValidateAsync(cancellationToken));
        }
        catch (ConfigurationException exception)
        {
            return new Validation(exception.Errors, []);
        }
    }

    private async Task<int> BootstrapAsync(BootstrapPurpose purpose, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (purpose == BootstrapPurpose.Leave && !options.IsConfirmed(parsed) && terminal.Confirm is null)
            throw new ConfigurationException("leave asks before it takes hosts out of their network, and standard input is not a terminal. Use --yes to confirm.");
        var records = RunOutputs.Prepare(options.Reports(parsed), options.LogDirectory(parsed), surroundings, terminal.Error);
        var request = options.Request(parsed, purpose) with { AskSudoPassword = options.AsksSudoPassword(parsed) ? AskSudoPassword : null };
        var session = await BootstrapSession.OpenAsync(request, surroundings, cancellationToken);
        var selection = await session.FindHostsAsync(Lines, cancellationToken);

        if (purpose == BootstrapPurpose.Leave && selection.Hosts.Count > 0 && !options.IsConfirmed(parsed) && !terminal.Confirm!(Question(selection.Hosts)))
        {
            await terminal.Error.WriteLineAsync("Canceled before any host was touched.");
            return ExitCode.Cancelled;
        }

        var colors = !options.NoColor(parsed);
        var progress = new Progress(terminal.Error, options.IsVerbose(parsed), Paint.For(colors && terminal.ColorError), terminal.Live)
        {
            ReportFollows = terminal.OutputWidth is not null && !options.IsJson(parsed),
        };
        BootstrapReport report;
        using (var live = terminal.Live is { } screen ? new LiveDisplay(screen, new LiveStyle(terminal.Blocks, colors && terminal.ColorError), selection.Hosts.Count, Sequence(purpose), surroundings.Time) : null)
        {
            IBootstrapObserver seen = live is null ? progress : new Observers(live, progress);
            report = await session.RunAsync(selection, records.Watch(seen, selection.Hosts), cancellationToken);
        }

        // Separates the progress from the report, which may go to the same terminal or file.
        if (progress.HasWritten && !options.IsJson(parsed)) await terminal.Error.WriteLineAsync();
        await ShowAsync(report, parsed);
        BuildServer.Detect(surroundings, terminal.Error)?.Show(report);
        return !records.Write(report) ? ExitCode.Failure : ExitCode.Of(report, hostsMissing: selection.ToCreate.Count > 0);
    }

    private static IReadOnlyList<string> Sequence(BootstrapPurpose purpose) =>
        purpose is BootstrapPurpose.Leave or BootstrapPurpose.CheckLeave ? StepName.OfLeave : StepName.All;

    private string Question(IReadOnlyList<Host> hosts)
    {
        const int MaxNames = 20;
        var names = NameSummary.Of(hosts.Select(host => SafeText.Line(surroundings.Mask(host.Name))), hosts.Count, MaxNames);
        return $"Take {ReportCounts.Hosts(hosts.Count)} out of the network: {names}? [y/N] ";
    }

    private Secret AskSudoPassword()
    {
        if (terminal.AskPassword is not { } ask)
            throw new ConfigurationException("--ask-sudo-password needs a terminal on standard input. Without one, set infra.bootstrap.ssh.sudoPasswordEnv in stagecraft.yml.");
        return ask() is { Length: > 0 } password ? new Secret(password) : throw new ConfigurationException("No password for sudo was entered, so no host was touched.");
    }

    private async Task ShowAsync(BootstrapReport report, ParseResult parsed)
    {
        var paint = Paint.For(!options.NoColor(parsed) && terminal.ColorOutput);
        if (options.IsJson(parsed)) JsonReport.Write(report, terminal.Output);
        else await terminal.Output.WriteAsync(TextReport.Write(report, paint, terminal.OutputWidth, terminal.Blocks ? Cells.Ellipsis : Cells.AsciiEllipsis));
        // A build server reads both streams, so the report is written before its annotations.
        await terminal.Output.FlushAsync(CancellationToken.None);
    }

    // For commands without a report, in which the environment only selects the hosts of the cloud provider.
    private Task<BootstrapSession> OpenAsync(BootstrapPurpose purpose, ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = options.Request(parsed, purpose);
        if (request is { Environment: not null, HostsFile: not null })
            throw new ConfigurationException("--environment has no effect with --hosts, because the cloud provider is not used. Remove one of them.");
        return BootstrapSession.OpenAsync(request, surroundings, cancellationToken);
    }
}
