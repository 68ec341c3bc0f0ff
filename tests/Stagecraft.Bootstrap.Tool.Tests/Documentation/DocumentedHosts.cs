namespace Stagecraft.Bootstrap.Tool.Tests.Documentation;

/// <summary>The hosts and files in the pages' examples.</summary>
internal sealed class DocumentedHosts : ICloudProvider
{
    /// <summary>The input that another tool would pipe in.</summary>
    public const string Document = """[{"id": "app-1", "role": "web", "publicIp": "203.0.113.7"}, {"id": "db-1", "role": "db", "publicIp": "203.0.113.8"}]""";

    private const string Configuration = "cloud: {provider: fake}\nnetwork: {provider: none}\n";

    /// <summary>A directory in which a command can run: the files that it names exist.</summary>
    public static Workspace Workspace(IReadOnlyList<string> arguments)
    {
        var makesItsOwn = arguments is ["init", ..];
        var workspace = new Workspace(makesItsOwn ? null : Configuration) { FakeCloud = _ => new DocumentedHosts() };
        Give("--config", Configuration);
        Give("--hosts", Document);
        if (arguments.Any(argument => argument.Contains("@failed:report.json", StringComparison.Ordinal))) workspace.Write("report.json", FailedReport());
        return workspace;

        void Give(string option, string text)
        {
            var at = arguments.ToList().IndexOf(option);
            if (at < 0 || arguments[at + 1] == "-") return;
            Directory.CreateDirectory(Path.GetDirectoryName(workspace.PathOf(arguments[at + 1]))!);
            workspace.Write(arguments[at + 1], text);
        }
    }

    private static string FailedReport()
    {
        var report = new StringWriter();
        string[] names = ["connect", "preflight", "docker", "network-install", "network-join"];
        IReadOnlyList<StepResult> steps = [.. names.Select(name => new StepResult(name, StepOutcome.Skipped, "not reached"))];
        new BootstrapReport(CheckOnly: false, [new HostResult { HostId = "1", Name = "app-1", Status = HostStatus.Skipped, ErrorCode = ErrorCode.Cancelled, Message = "m", Cause = "c", Remedy = "r", Steps = steps }], []).Write(ReportFormat.Json, report);
        return report.ToString();
    }

    public Task<CloudPlan> PlanAsync(string? environment, IProgress<string> progress, CancellationToken cancellationToken) => Task.FromResult(new CloudPlan(
        [
            new Host { Id = "1", Name = "app-1", Role = "app", PublicIp = "203.0.113.7" },
            new Host { Id = "2", Name = "db-1", Role = "db", PublicIp = "203.0.113.8" },
            new Host { Id = "3", Name = "web-1", Role = "web", PublicIp = "203.0.113.9" },
        ],
        []));

    public Task<IReadOnlyList<Host>> ApplyAsync(CloudPlan plan, IProgress<string> progress, CancellationToken cancellationToken) => Task.FromResult(plan.Existing);
}
