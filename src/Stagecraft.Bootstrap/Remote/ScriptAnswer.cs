using System.Diagnostics.CodeAnalysis;

namespace Stagecraft.Bootstrap;

/// <summary>The answer of one script: its exit status, its <c>key=value</c> lines, and the standard error of the command that it ran in.</summary>
public sealed class ScriptAnswer(string name, int exitStatus, IReadOnlyDictionary<string, string> values, string error)
{
    public string Name { get; } = name;

    public int ExitStatus { get; } = exitStatus;

    public bool Succeeded => ExitStatus == 0;

    public string Error { get; } = error;

    /// <summary>The value of <paramref name="key"/>, or an empty string if the script did not answer it.</summary>
    public string this[string key] => values.GetValueOrDefault(key, "");

    public bool TryGet(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
}
