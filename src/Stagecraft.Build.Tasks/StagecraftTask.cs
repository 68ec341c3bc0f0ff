using Microsoft.Build.Framework;
using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Configuration;

namespace Stagecraft.Build.Tasks;

/// <summary>The base of the tasks: the configuration file, cancellation, and the conversion of failures to diagnostics.</summary>
#pragma warning disable CA1001 // MSBuild may cancel a task that has ended, and a source without a timer holds no resources.
public abstract class StagecraftTask : Microsoft.Build.Utilities.Task, ICancelableTask
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource cancellation = new();

    /// <summary>Absolute path of <c>stagecraft.yml</c>.</summary>
    [Required]
    public string ConfigFile { get; set; } = "";

    /// <summary>
    /// The directory where the upward search for <see cref="ConfigFile"/> started; empty if the file was named. A file that
    /// was found above that directory must not belong to another user.
    /// </summary>
    public string ConfigSearchedFrom { get; set; } = "";

    /// <summary>
    /// The beginning of the summary line. The terminal logger shows the line only if it starts with the project's name.
    /// Empty for the name of the project file that contains the task.
    /// </summary>
    public string ProjectName { get; set; } = "";

    /// <summary>The source of secrets. They are not task parameters, because parameters are written to binary logs.</summary>
    internal RunEnvironment RunEnvironment { get; set; } = new()
    {
        Environment = Environment.GetEnvironmentVariable,
        CurrentDirectory = Environment.CurrentDirectory,
        HomeDirectory = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
    };

    internal BuildDiagnostics Diagnostics => field ??= new BuildDiagnostics(SafeLog, ConfigFile);

    private protected SafeLog SafeLog => field ??= new SafeLog(Log, text => RunEnvironment.Mask(text));

    public void Cancel() => cancellation.Cancel();

    public sealed override bool Execute()
    {
        try
        {
            // Without `..`, which would get into messages.
            if (ConfigFile.Length > 0) ConfigFile = Path.GetFullPath(ConfigFile, RunEnvironment.CurrentDirectory);
            if (ConfigSearchedFrom.Length > 0) FoundConfiguration.Require(ConfigFile, ConfigSearchedFrom);
            ExecuteAsync(cancellation.Token).GetAwaiter().GetResult();
        }
        catch (ConfigurationException exception)
        {
            NotAttempted(ErrorCode.ConfigInvalid, RunEnvironment.Mask(exception.Errors[0].Message));
            Diagnostics.Configuration(exception);
        }
        catch (CloudException exception)
        {
            Diagnostics.Cloud(exception);
        }
        catch (CloudCancelledException exception)
        {
            NotAttempted(ErrorCode.Cancelled, RunEnvironment.Mask(exception.Message));
            Diagnostics.Cancelled(exception.Message);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            NotAttempted(ErrorCode.Cancelled, "Canceled before any host was touched.");
            Diagnostics.Cancelled("Canceled before any host was touched.");
        }
#pragma warning disable CA1031 // An unhandled exception becomes MSB4018 with a stack trace, and the outputs are lost.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            NotAttempted(ErrorCode.InternalError, $"Unexpected {exception.GetType().Name}.");
            Diagnostics.Unexpected(exception);
        }

        return HasDoneItsWork || !Log.HasLoggedErrors;
    }

    /// <summary>The task has finished its work, even if it reported errors, so the build may continue.</summary>
    private protected bool HasDoneItsWork { get; set; }

    private protected abstract Task ExecuteAsync(CancellationToken cancellationToken);

    /// <summary>Called if the task ended before it started its work. Assigns the outputs.</summary>
    private protected virtual void NotAttempted(ErrorCode why, string message)
    {
    }

    private protected void Summarize(string summary) => SafeLog.Message(MessageImportance.High, $"{(ProjectName.Length > 0 ? ProjectName : Path.GetFileNameWithoutExtension(BuildEngine.ProjectFileOfTaskNode))} -> {summary}");
}
