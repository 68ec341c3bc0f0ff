using Stagecraft.Bootstrap.Cloud;

namespace Stagecraft.Configuration.Tests;

/// <summary>What every cloud provider promises. A provider's own test class derives from it and makes one with the hosts <c>b</c>, <c>a</c> and <c>B</c>.</summary>
public abstract class CloudProviderContract
{
    protected abstract string ExpectedId { get; }

    /// <summary>The environment in which the provider knows its hosts.</summary>
    protected virtual string? Environment => null;

    [TestMethod]
    public void Its_id_is_the_one_that_the_configuration_names() => Assert.AreEqual(ExpectedId, Create().Id);

    [TestMethod]
    public async Task Applying_a_plan_returns_all_its_hosts_sorted_by_id()
    {
        var provider = Create();

        var hosts = await provider.ApplyAsync(await provider.PlanAsync(Environment, CancellationToken.None), CancellationToken.None);

        Assert.AreEqual("B a b", string.Join(' ', hosts.Select(host => host.Id)));
    }

    [TestMethod]
    public async Task Applying_twice_gives_the_same_hosts_and_leaves_nothing_to_create()
    {
        var provider = Create();
        var first = await provider.ApplyAsync(await provider.PlanAsync(Environment, CancellationToken.None), CancellationToken.None);

        var plan = await provider.PlanAsync(Environment, CancellationToken.None);
        var second = await provider.ApplyAsync(plan, CancellationToken.None);

        Assert.IsEmpty(plan.ToCreate);
        CollectionAssert.AreEqual(first.Select(host => host.Id).ToArray(), second.Select(host => host.Id).ToArray());
    }

    [TestMethod]
    public async Task Planning_twice_gives_the_same_plan()
    {
        var provider = Create();

        var first = await provider.PlanAsync(Environment, CancellationToken.None);
        var second = await provider.PlanAsync(Environment, CancellationToken.None);

        CollectionAssert.AreEqual(first.Existing.Select(host => host.Id).ToArray(), second.Existing.Select(host => host.Id).ToArray());
        CollectionAssert.AreEqual(first.ToCreate.ToArray(), second.ToCreate.ToArray());
    }

    [TestMethod]
    public async Task A_cancelled_plan_says_so() => await Assert.ThrowsAsync<OperationCanceledException>(
        () => Create().PlanAsync(Environment, new CancellationToken(canceled: true)));

    protected abstract ICloudProvider Create();
}
