using System.Diagnostics.CodeAnalysis;

namespace Stagecraft.Bootstrap;

/// <summary>The answer of one script: its exit status, its <c>key=value</c> lines, and the standard error of the command that it ran in.</summary>
/// <param name="name">The name of the script.</param>
/// <param name="exitStatus">The exit status, 0 to 255.</param>
/// <param name="values">The values by key.</param>
/// <param name="error">The standard error.</param>
public sealed class ScriptAnswer(string name, int exitStatus, IReadOnlyDictionary<string, string> values, string error)
{
    /// <summary>The name of the script.</summary>
    public string Name { get; } = name;

    /// <summary>The exit status, 0 to 255.</summary>
    public int ExitStatus { get; } = exitStatus;

    /// <summary>The values by key.</summary>
    internal IReadOnlyDictionary<string, string> Values => values;

    /// <summary>True if the exit status is 0.</summary>
    public bool Succeeded => ExitStatus == 0;

    /// <summary>The standard error of the command that the script ran in, without secrets.</summary>
    public string Error { get; } = error;

    /// <summary>The value of <paramref name="key"/>, or an empty string if the script did not answer it.</summary>
    public string this[string key] => values.GetValueOrDefault(key, "");

    /// <summary>Gets the value of <paramref name="key"/>. Returns false if the script did not answer it.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
}
