using Stagecraft.Bootstrap.Cloud;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Text;
using Stagecraft.Providers.DigitalOcean;
using Stagecraft.Testing.Cloud;

namespace Stagecraft.Providers.Tests.DigitalOcean;

/// <summary>A provider with three wanted hosts, on a stand-in.</summary>
internal sealed class Account(StandIn api)
{
    public ImpatientTime Time { get; } = new();

    public RecordedProgress Progress { get; set; } = new();

    public string Token { get; init; } = StandIn.Token;

    public IReadOnlyList<string> Names { get; set; } = ["app-1", "app-2", "app-3"];

    public ICloudProvider Provider() => new DigitalOceanProvider(
        new DigitalOceanOptions
        {
            Token = new Secret(Token),
            TokenVariable = "DO_TOKEN",
            SshKeyName = "deploy",
            ApiUrl = new Uri(api.Url + "/"),
            Environments = new Dictionary<string, IReadOnlyList<DropletSpec>>(StringComparer.Ordinal)
            {
                ["production"] = [.. Names.Select(name => new DropletSpec("production", name, "app", "s-1vcpu-1gb", "fra1"))],
            },
        },
        Time);

    public Task<CloudPlan> PlanAsync() => Provider().PlanAsync("production", Progress, CancellationToken.None);

    public async Task<IReadOnlyList<Host>> UpAsync(CancellationToken cancellationToken = default) =>
        await Provider().ApplyAsync(await PlanAsync(), Progress, cancellationToken);

    public async Task<CloudException> FailsAsync()
    {
        var exception = await Assert.ThrowsExactlyAsync<CloudException>(() => UpAsync());
        Assert.DoesNotContain("CANARY", exception.ToString());
        return exception;
    }
}
