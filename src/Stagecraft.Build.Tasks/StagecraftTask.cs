using Microsoft.Build.Framework;
using Stagecraft.Bootstrap.Cloud;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Configuration;
using Stagecraft.Configuration.Project;

namespace Stagecraft.Build.Tasks;

/// <summary>What the tasks share: a configuration file, cancellation, and one place where every failure becomes a diagnostic.</summary>
#pragma warning disable CA1001 // MSBuild may cancel a task that has ended; a source without a timer holds nothing to dispose.
public abstract class StagecraftTask : Microsoft.Build.Utilities.Task, ICancelableTask
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource cancellation = new();

    /// <summary>Absolute path of <c>stagecraft.yml</c>.</summary>
    [Required]
    public string ConfigFile { get; set; } = "";

    /// <summary>
    /// The directory from which <see cref="ConfigFile"/> was looked for upwards; empty where it was named. A file that
    /// was found above that directory must not be another user's.
    /// </summary>
    public string ConfigSearchedFrom { get; set; } = "";

    /// <summary>Begins the summary line. The terminal logger shows that line only where this is the project's name.</summary>
    public string ProjectName { get; set; } = "";

    /// <summary>Secrets come from here, inside the task: a parameter would be written to binary logs.</summary>
    internal Surroundings Surroundings { get; set; } = new()
    {
        Environment = Environment.GetEnvironmentVariable,
        CurrentDirectory = Environment.CurrentDirectory,
        HomeDirectory = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
    };

    internal BuildDiagnostics Diagnostics => field ??= new BuildDiagnostics(SafeLog, ConfigFile);

    private protected SafeLog SafeLog => field ??= new SafeLog(Log, text => Surroundings.Mask(text));

    public void Cancel() => cancellation.Cancel();

    public sealed override bool Execute()
    {
        try
        {
            if (ConfigSearchedFrom.Length > 0) FoundConfiguration.Require(ConfigFile, ConfigSearchedFrom);
            ExecuteAsync(cancellation.Token).GetAwaiter().GetResult();
        }
        catch (ConfigurationException exception)
        {
            NotAttempted(ErrorCode.ConfigInvalid, Surroundings.Mask(exception.Errors[0].Message));
            Diagnostics.Configuration(exception);
        }
        catch (CloudException exception)
        {
            Diagnostics.Cloud(exception);
        }
        catch (CloudCancelledException exception)
        {
            NotAttempted(ErrorCode.Cancelled, Surroundings.Mask(exception.Message));
            Diagnostics.Cancelled(exception.Message);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            NotAttempted(ErrorCode.Cancelled, "Cancelled before any host was touched.");
            Diagnostics.Cancelled("Cancelled before any host was touched.");
        }
#pragma warning disable CA1031 // An exception out of a task is MSB4018 with a stack trace, and its results are lost.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            NotAttempted(ErrorCode.InternalError, $"Unexpected {exception.GetType().Name}.");
            Diagnostics.Unexpected(exception);
        }

        return HasDoneItsWork || !Log.HasLoggedErrors;
    }

    /// <summary>The task has done all that it is for, whatever it reported: what comes after it may run.</summary>
    private protected bool HasDoneItsWork { get; set; }

    private protected abstract Task ExecuteAsync(CancellationToken cancellationToken);

    /// <summary>The task ended before it began its work; whatever it promises as output is assigned here.</summary>
    private protected virtual void NotAttempted(ErrorCode why, string message)
    {
    }

    private protected void Summarize(string summary) => SafeLog.Message(MessageImportance.High, $"{ProjectName} -> {summary}");
}
