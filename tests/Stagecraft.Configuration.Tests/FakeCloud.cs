using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration.Tests;

/// <summary>A cloud with the host <c>a</c> that would create the host <c>new</c>.</summary>
internal sealed class FakeCloud : ICloudProvider
{
    public string? SecretVariable { get; set; }

    public string? Environment { get; private set; }

    public bool Applied { get; private set; }

    /// <summary>For the created host. The existing one has it too.</summary>
    public string? PublicIp { get; set; }

    /// <summary>Whether <c>a</c> is so new that it may still be booting.</summary>
    public bool Starting { get; set; }

    /// <summary>Whether <c>new</c> exists already.</summary>
    public bool Complete { get; set; }

    public FakeCloud Configured(SettingsSection settings)
    {
        if (SecretVariable is { } variable) settings.Context.SecretFromEnvironment(variable, settings.Path, settings.Location);
        return this;
    }

    public Task<CloudPlan> PlanAsync(string? environment, IProgress<string> progress, CancellationToken cancellationToken)
    {
        Environment = environment;
        return Task.FromResult(new CloudPlan([new Host { Id = "a", PublicIp = PublicIp }], Complete ? [] : ["new"]) { Starting = Starting ? ["a"] : [] });
    }

    public Task<IReadOnlyList<Host>> ApplyAsync(CloudPlan plan, IProgress<string> progress, CancellationToken cancellationToken)
    {
        Applied = true;
        return Task.FromResult<IReadOnlyList<Host>>([new Host { Id = "new", PublicIp = PublicIp }, .. plan.Existing]);
    }
}
