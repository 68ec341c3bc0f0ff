using Stagecraft.Bootstrap;
using Stagecraft.Testing.Cloud;

namespace Stagecraft.Providers.Tests.DigitalOcean;

[TestClass]
public sealed class DigitalOceanContractTests : CloudProviderContract
{
    private StandIn api = null!;

    protected override string ExpectedHosts => "10 11 9";

    protected override string? Environment => "production";

    [TestInitialize]
    public async Task StartAsync() => api = await StandIn.StartAsync();

    [TestCleanup]
    public async Task StopAsync() => await api.DisposeAsync();

    protected override ICloudProvider Create() => new Account(api).Provider();
}
