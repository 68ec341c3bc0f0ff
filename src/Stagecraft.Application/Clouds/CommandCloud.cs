using Stagecraft.Bootstrap;
using Stagecraft.Configuration;

namespace Stagecraft.Application;

/// <summary>The provider <c>command</c>: a program prints the hosts on its standard output. The program must not change anything.</summary>
internal sealed class CommandCloud(CommandCloudOptions options) : ICloudProvider
{
    public const string ProviderId = "command";

    /// <summary>Placeholder for the environment's name in an argument.</summary>
    public const string Placeholder = "{environment}";

    /// <summary>The variable that passes the environment's name to the program.</summary>
    public const string EnvironmentVariable = "STAGECRAFT_ENVIRONMENT";

    public static CommandCloud Create(SettingsSection settings)
    {
        var command = settings.Texts("command");
        if (settings.Node("command") is null or SettingsSequence { Items: [] } || command is ["", ..])
            settings.Reject("command", "is required. Set it to a program and its arguments as a list, such as [terraform, output, -json].");

        var defaults = new CommandCloudOptions
        {
            Command = command,
            WorkingDirectory = settings.FilePath("workingDirectory") ?? settings.Context.ResolvePath("."),
            SearchPath = settings.Context.Environment("PATH") ?? "",
            HiddenVariables = [.. settings.Context.SecretVariables.Except(settings.Texts("passEnv"), StringComparer.Ordinal)],
            Mask = text => new Redactor(settings.Context.Secrets).Redact(text),
        };
        var timeout = settings.Duration("timeout") ?? defaults.Timeout;
        settings.RejectUnknownKeys();
        return new CommandCloud(defaults with { Timeout = timeout });
    }

    public async Task<CloudPlan> PlanAsync(string? environment, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (environment is null && options.Command.Any(word => word.Contains(Placeholder, StringComparison.Ordinal)))
            throw new ConfigurationException($"The command of the cloud provider '{ProviderId}' contains {Placeholder}, but no environment was given. Pass one, for example --environment production.");

        var program = Program();
        var arguments = options.Command.Skip(1).Select(word => word.Replace(Placeholder, environment, StringComparison.Ordinal));
        var output = await new ProgramRun(options, program)
            .OutputAsync(arguments, environment, cancellationToken);
        return new CloudPlan(Read(output), []);
    }

    public Task<IReadOnlyList<Host>> ApplyAsync(CloudPlan plan, IProgress<string> progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(plan.Existing);
    }

    private string Program()
    {
        var name = SafeText.Line(options.Command[0]);
        if (!Directory.Exists(options.WorkingDirectory))
            throw new CloudException($"The working directory '{SafeText.Line(options.WorkingDirectory)}' of the command '{name}' does not exist.");
        try
        {
            return ProgramFile.Find(options.Command[0], options.WorkingDirectory, options.SearchPath);
        }
        catch (FileNotFoundException exception)
        {
            throw new CloudException($"The command '{name}' {exception.Message}", exception);
        }
    }

    private IReadOnlyList<Host> Read(string output)
    {
        var name = SafeText.Line(options.Command[0]);
        if (string.IsNullOrWhiteSpace(output))
            throw new CloudException($"The command '{name}' printed nothing. It must print a hosts document, for example [{{\"id\": \"app-1\", \"publicIp\": \"203.0.113.7\"}}].");

        try
        {
            return HostList.Sort(HostsDocument.Parse(output, $"output of {name}"));
        }
        catch (ConfigurationException exception)
        {
            throw new CloudException($"The command '{name}' did not print a valid hosts document.\n{Lines(exception)}", exception);
        }
    }

    private static string Lines(ConfigurationException exception)
    {
        const int max = 10;
        var lines = string.Join('\n', exception.Errors.Take(max).Select(error => $"  {error}"));
        return exception.Errors.Count > max ? $"{lines}\n  and {exception.Errors.Count - max} more." : lines;
    }
}

internal sealed record CommandCloudOptions
{
    /// <summary>The program and its arguments. They are not passed through a shell.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Absolute.</summary>
    public required string WorkingDirectory { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Environment variables that are removed from the environment of the program.</summary>
    public IReadOnlyCollection<string> HiddenVariables { get; init; } = [];

    /// <summary>Replaces secrets in the program's output, before the output is truncated or quoted.</summary>
    public Func<string, string> Mask { get; init; } = text => text;

    /// <summary>The directories to search for programs, in the format of <c>PATH</c>.</summary>
    public string SearchPath { get; init; } = "";
}
