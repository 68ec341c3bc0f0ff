using Stagecraft.Bootstrap;

namespace Stagecraft.Testing.Cloud;

/// <summary>The contract of every cloud provider. A provider's own test class derives from it and creates one with three hosts.</summary>
public abstract class CloudProviderContract
{
    /// <summary>The ids of all its hosts, sorted.</summary>
    protected virtual string ExpectedHosts => "B a b";

    /// <summary>The environment in which the provider knows its hosts.</summary>
    protected virtual string? Environment => null;

    [TestMethod]
    public async Task Applying_a_plan_returns_its_hosts_sorted_by_id()
    {
        var provider = Create();

        var hosts = await ApplyAsync(provider, await PlanAsync(provider));

        Assert.AreEqual(ExpectedHosts, Ids(hosts));
    }

    [TestMethod]
    public async Task Applying_twice_gives_the_same_hosts()
    {
        var provider = Create();
        var first = await ApplyAsync(provider, await PlanAsync(provider));

        var plan = await PlanAsync(provider);
        var second = await ApplyAsync(provider, plan);

        Assert.IsEmpty(plan.ToCreate);
        Assert.AreEqual(Ids(first), Ids(second));
    }

    [TestMethod]
    public async Task Applying_an_old_plan_again_creates_nothing()
    {
        var provider = Create();
        var plan = await PlanAsync(provider);

        var first = await ApplyAsync(provider, plan);
        var second = await ApplyAsync(provider, plan);

        Assert.AreEqual(Ids(first), Ids(second));
    }

    [TestMethod]
    public async Task Planning_twice_gives_the_same_plan()
    {
        var provider = Create();

        var first = await PlanAsync(provider);
        var second = await PlanAsync(provider);

        Assert.AreEqual(Ids(first.Existing), Ids(second.Existing));
        Assert.AreEqual(string.Join(' ', first.ToCreate), string.Join(' ', second.ToCreate));
    }

    [TestMethod]
    public async Task A_cancelled_plan_is_reported_as_cancelled() => await Assert.ThrowsAsync<OperationCanceledException>(
        () => Create().PlanAsync(Environment, new RecordedProgress(), new CancellationToken(canceled: true)));

    [TestMethod]
    public async Task A_cancelled_apply_is_reported_and_creates_nothing()
    {
        var provider = Create();
        var plan = await PlanAsync(provider);

        await Assert.ThrowsAsync<OperationCanceledException>(() => provider.ApplyAsync(plan, new RecordedProgress(), new CancellationToken(canceled: true)));

        Assert.AreEqual(string.Join(' ', plan.ToCreate), string.Join(' ', (await PlanAsync(provider)).ToCreate));
    }

    protected abstract ICloudProvider Create();

    private Task<CloudPlan> PlanAsync(ICloudProvider provider) => provider.PlanAsync(Environment, new RecordedProgress(), CancellationToken.None);

    private static Task<IReadOnlyList<Host>> ApplyAsync(ICloudProvider provider, CloudPlan plan) =>
        provider.ApplyAsync(plan, new RecordedProgress(), CancellationToken.None);

    private static string Ids(IEnumerable<Host> hosts) => string.Join(' ', hosts.Select(host => host.Id));
}
