using Stagecraft.Bootstrap;
using Stagecraft.Providers.DigitalOcean;
using Stagecraft.Testing.Cloud;

namespace Stagecraft.Providers.Tests.DigitalOcean;

/// <summary>A provider with three configured hosts, on a stand-in.</summary>
internal sealed class Account(StandIn api)
{
    public ImpatientTime Time { get; } = new();

    public RecordedProgress Progress { get; set; } = new();

    /// <summary>The address of the API. Null for the stand-in itself.</summary>
    public string? Url { get; init; }

    public string Token { get; init; } = StandIn.Token;

    public IReadOnlyList<string> Names { get; set; } = ["app-1", "app-2", "app-3"];

    public ICloudProvider Provider() => new DigitalOceanProvider(
        new DigitalOceanOptions
        {
            Token = new Secret(Token),
            TokenSource = "the environment variable DO_TOKEN",
            SshKeyName = "deploy",
            ApiUrl = new Uri((Url ?? api.Url) + "/"),
            Droplets = [.. Names.Select(name => new DropletSpec("production", name, "app", "s-1vcpu-1gb", "fra1"))],
        },
        Time);

    public Task<CloudPlan> PlanAsync() => Provider().PlanAsync("production", Progress, CancellationToken.None);

    public async Task<IReadOnlyList<Host>> UpAsync(CancellationToken cancellationToken = default) =>
        await Provider().ApplyAsync(await PlanAsync(), Progress, cancellationToken);

    /// <summary>A line for each host with a problem: its id and the problem.</summary>
    public static string Problems(IEnumerable<Host> hosts) =>
        string.Join('\n', hosts.Where(host => host.Problem is not null).Select(host => $"{host.Id}: {host.Problem}"));

    public async Task<CloudException> FailsAsync()
    {
        var exception = await Assert.ThrowsExactlyAsync<CloudException>(() => UpAsync());
        Assert.DoesNotContain("CANARY", exception.ToString());
        return exception;
    }
}
