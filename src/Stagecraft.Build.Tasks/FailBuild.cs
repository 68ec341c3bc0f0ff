using Microsoft.Build.Framework;

namespace Stagecraft.Build.Tasks;

/// <summary>Fails without a message, because the error is already in the log. With <c>ErrorAndContinue</c>, the build continues and fails at its end.</summary>
/// <remarks>A build does not fail if a task logs an error but returns true.</remarks>
public sealed class FailBuild : Microsoft.Build.Utilities.Task
{
    public override bool Execute()
    {
        // Otherwise MSBuild adds an error about a task that failed without an error.
        if (BuildEngine is IBuildEngine7 engine) engine.AllowFailureWithoutError = true;
        return false;
    }
}
