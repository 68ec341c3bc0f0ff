using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Build.Tasks;

/// <summary>
/// The one way from the tasks to MSBuild's log. Whatever is logged, and wherever it came from: secrets are masked, nothing
/// unprintable gets through, and no line is a command to a build server. Texts are arguments, never formats.
/// </summary>
/// <param name="log">The task's.</param>
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
