using Stagecraft.Bootstrap;

namespace Stagecraft.Build.Tests;

/// <summary>A cloud with the host <c>a</c> that would create the host <c>new</c>.</summary>
internal sealed class FakeCloud : ICloudProvider
{
    public Task<CloudPlan> PlanAsync(string? environment, IProgress<string> progress, CancellationToken cancellationToken) =>
        Task.FromResult(new CloudPlan([new Host { Id = "a" }], ["new"]));

    public Task<IReadOnlyList<Host>> ApplyAsync(CloudPlan plan, IProgress<string> progress, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Host>>([new Host { Id = "new" }, .. plan.Existing]);
}
