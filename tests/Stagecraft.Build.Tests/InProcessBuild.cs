using Microsoft.Build.Evaluation;
using Microsoft.Build.Execution;
using Microsoft.Build.Framework;
using Stagecraft.Testing;

namespace Stagecraft.Build.Tests;

/// <summary>A real MSBuild in this process, on a project that imports the targets by path, with scripted hosts.</summary>
internal sealed class InProcessBuild : ILogger
{
    private readonly Lock gate = new();
    private readonly List<BuildEventArgs> events = [];
    private ProjectInstance project = null!;

    public bool Succeeded { get; private set; }

    public IReadOnlyList<BuildErrorEventArgs> Errors => Of<BuildErrorEventArgs>();

    public IReadOnlyList<BuildWarningEventArgs> Warnings => Of<BuildWarningEventArgs>();

    public LoggerVerbosity Verbosity { get; set; } = LoggerVerbosity.Diagnostic;

    public string? Parameters { get; set; }

    /// <summary>Runs targets of a project with the given text before and after the import.</summary>
    public static InProcessBuild Run(Workspace workspace, string targets, string before = "", string after = "", params (string Name, string Value)[] properties)
    {
        var file = workspace.Write("infra.proj", Project(before, after));
        var build = new InProcessBuild();
        using var collection = new ProjectCollection();
        var globals = properties.ToDictionary(property => property.Name, property => property.Value, StringComparer.OrdinalIgnoreCase);
        globals["StagecraftTaskAssembly"] = Repository.TaskAssembly;
        build.project = new ProjectInstance(file, globals, toolsVersion: null, collection);
        var result = BuildManager.DefaultBuildManager.Build(
            new BuildParameters(collection) { Loggers = [build], EnableNodeReuse = false, DisableInProcNode = false },
            new BuildRequestData(build.project, targets.Split(';'), hostServices: null, BuildRequestDataFlags.ProvideProjectStateAfterBuild));
        build.Succeeded = result.OverallResult == BuildResultCode.Success;
        build.project = result.ProjectStateAfterBuild ?? build.project;
        return build;
    }

    public static string Project(string before, string after) => $"""
        <Project>
          <UsingTask TaskName="BootstrapHosts" AssemblyFile="{typeof(InProcessBuild).Assembly.Location}" Override="true" />
          <UsingTask TaskName="LeaveNetwork" AssemblyFile="{typeof(InProcessBuild).Assembly.Location}" Override="true" />
          {before}
          <Import Project="{Repository.Targets}" />
          {after}
        </Project>
        """;

    public IReadOnlyList<ProjectItemInstance> Items(string name) => [.. project.GetItems(name)];

    public string Ids(string name) => string.Join(' ', Items(name).Select(item => item.EvaluatedInclude));

    public string Metadata(string name, string metadata) => string.Join(' ', Items(name).Select(item => item.GetMetadataValue(metadata)));

    public string ErrorCodes => string.Join(' ', Errors.Select(error => error.Code));

    public int Runs(string target) => Of<TargetStartedEventArgs>().Count(started => started.TargetName == target);

    public void Initialize(IEventSource eventSource) => eventSource.AnyEventRaised += (_, e) =>
    {
        lock (gate) events.Add(e);
    };

    public void Shutdown()
    {
    }

    private List<T> Of<T>()
    {
        lock (gate) return [.. events.OfType<T>()];
    }
}
