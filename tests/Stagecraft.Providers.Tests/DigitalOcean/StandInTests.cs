namespace Stagecraft.Providers.Tests.DigitalOcean;

/// <summary>Each test has its own stand-in of the API.</summary>
public abstract class StandInTests
{
    private protected StandIn api = null!;

    [TestInitialize]
    public async Task StartAsync() => api = await StandIn.StartAsync();

    [TestCleanup]
    public async Task StopAsync() => await api.DisposeAsync();
}
