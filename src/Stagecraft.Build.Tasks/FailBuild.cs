using Microsoft.Build.Framework;

namespace Stagecraft.Build.Tasks;

/// <summary>Fails without a word: the error is in the log already. With <c>ErrorAndContinue</c> the build goes on, and fails at its end.</summary>
/// <remarks>An error that a task logs and then returns true does not fail a build.</remarks>
public sealed class FailBuild : Microsoft.Build.Utilities.Task
{
    public override bool Execute()
    {
        // Or MSBuild would add an error that says only this.
        if (BuildEngine is IBuildEngine7 engine) engine.AllowFailureWithoutError = true;
        return false;
    }
}
