namespace Stagecraft.Bootstrap.Tool.Tests;

/// <summary>A cloud with one host that would create two more.</summary>
internal sealed class GrowingCloud : ICloudProvider
{
    public Task<CloudPlan> PlanAsync(string? environment, IProgress<string> progress, CancellationToken cancellationToken)
    {
        progress.Report("The cloud is slow today.");
        return Task.FromResult(new CloudPlan([new Host { Id = "101", Name = "app-1", Role = "app", PublicIp = "203.0.113.7", Tags = ["blue", "web"] }], ["new", "app-2"]));
    }

    public Task<IReadOnlyList<Host>> ApplyAsync(CloudPlan plan, IProgress<string> progress, CancellationToken cancellationToken) => throw new InvalidOperationException("Nothing may be created.");
}
