using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Stagecraft.Bootstrap;

namespace Stagecraft.Build.Tasks;

/// <summary>
/// All log output of the tasks goes through this class. It masks secrets, removes unprintable characters and prevents lines
/// that a build server would interpret as commands. Texts are passed as arguments, never as format strings.
/// </summary>
/// <param name="log">The log of the task.</param>
/// <param name="mask">Masks every secret in a text.</param>
internal sealed class SafeLog(TaskLoggingHelper log, Func<string, string> mask)
{
    public void Error(string code, string helpLink, SourceLocation place, string message) =>
        log.LogError(subcategory: null, code, helpKeyword: null, helpLink, Clean(place.File), place.Line, place.Column, 0, 0, "{0}", Clean(message));

    public void Warning(string code, string helpLink, SourceLocation place, string message) =>
        log.LogWarning(subcategory: null, code, helpKeyword: null, helpLink, Clean(place.File), place.Line, place.Column, 0, 0, "{0}", Clean(message));

    public void Message(MessageImportance importance, string text) => log.LogMessage(importance, "{0}", Clean(text));

    private string Clean(string? text) => SafeText.Lines(mask(text ?? ""));
}
