using System.Collections;
using Microsoft.Build.Framework;

namespace Stagecraft.Build.Tests;

/// <summary>Keeps what a task logs. Tasks log from many threads.</summary>
internal sealed class FakeBuildEngine : IBuildEngine
{
    private readonly Lock gate = new();
    private readonly List<BuildEventArgs> events = [];

    public IReadOnlyList<BuildErrorEventArgs> Errors => Of<BuildErrorEventArgs>();

    public IReadOnlyList<BuildWarningEventArgs> Warnings => Of<BuildWarningEventArgs>();

    public IReadOnlyList<string> Messages(MessageImportance importance) =>
        [.. Of<BuildMessageEventArgs>().Where(message => message.Importance == importance).Select(message => message.Message!)];

    public bool ContinueOnError => false;

    public int LineNumberOfTaskNode => 7;

    public int ColumnNumberOfTaskNode => 5;

    public string ProjectFileOfTaskNode => "Stagecraft.targets";

    public void LogErrorEvent(BuildErrorEventArgs e) => Add(e);

    public void LogWarningEvent(BuildWarningEventArgs e) => Add(e);

    public void LogMessageEvent(BuildMessageEventArgs e) => Add(e);

    public void LogCustomEvent(CustomBuildEventArgs e) => Add(e);

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) =>
        throw new NotSupportedException();

    private void Add(BuildEventArgs entry)
    {
        lock (gate) events.Add(entry);
    }

    private List<T> Of<T>()
    {
        lock (gate) return [.. events.OfType<T>()];
    }
}
