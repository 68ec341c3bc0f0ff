namespace Stagecraft.Bootstrap.Tool.Tests;

/// <summary>A cloud that always fails.</summary>
internal sealed class BrokenCloud(Exception exception) : ICloudProvider
{
    public Task<CloudPlan> PlanAsync(string? environment, IProgress<string> progress, CancellationToken cancellationToken) => Task.FromException<CloudPlan>(exception);

    public Task<IReadOnlyList<Host>> ApplyAsync(CloudPlan plan, IProgress<string> progress, CancellationToken cancellationToken) => Task.FromException<IReadOnlyList<Host>>(exception);
}
