using System.Diagnostics.CodeAnalysis;

namespace Stagecraft.Bootstrap.Remote;

/// <summary>What one script answered: its exit status, its <c>key=value</c> lines, and the standard error of the command it ran in.</summary>
public sealed class ScriptAnswer(string name, int exitStatus, IReadOnlyDictionary<string, string> values, string error)
{
    public string Name { get; } = name;

    public int ExitStatus { get; } = exitStatus;

    public bool Succeeded => ExitStatus == 0;

    public string Error { get; } = error;

    /// <summary>The value of <paramref name="key"/>, or empty where the script had none to give.</summary>
    public string this[string key] => values.GetValueOrDefault(key, "");

    public bool TryGet(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
}
