using Stagecraft.Bootstrap;
using Stagecraft.Configuration;

namespace Stagecraft.Hostile.Tests.Secrets;

/// <summary>A cloud provider that reads a token and can do anything with it.</summary>
internal sealed class TokenCloud(SettingsSection section, Action<IProgress<string>> work) : ICloudProvider
{
    private readonly string token = section.Context.SecretFromEnvironment(section.RequiredText("token_env"), section.Path, section.Location).Reveal();

    public Task<CloudPlan> PlanAsync(string? environment, IProgress<string> progress, CancellationToken cancellationToken) =>
        Task.FromResult(new CloudPlan([new Host { Id = "app-1", PublicIp = "203.0.113.7" }], []));

    public Task<IReadOnlyList<Host>> ApplyAsync(CloudPlan plan, IProgress<string> progress, CancellationToken cancellationToken)
    {
        Assert.AreEqual(Canary.Token, token);
        work(progress);
        return Task.FromResult(plan.Existing);
    }
}
