using Stagecraft.Bootstrap;
using Stagecraft.Testing.Cloud;

namespace Stagecraft.Providers.Tests.DigitalOcean;

[TestClass]
public sealed class DigitalOceanTests : StandInTests
{
    [TestMethod]
    public async Task An_empty_account_gets_droplets_in_order_exactly_once()
    {
        var account = new Account(api);

        var hosts = await account.UpAsync();
        await account.UpAsync();

        Assert.AreEqual(3, api.Creations);
        Assert.AreEqual("production-app-1 production-app-2 production-app-3", string.Join(' ', api.Droplets.Select(droplet => droplet.Name)));
        Assert.AreEqual("stagecraft stagecraft-env-production stagecraft-role-app", string.Join(' ', api.Droplets[0].Tags));
        Assert.AreEqual("203.0.113.7", hosts[0].PublicIp);
        Assert.AreEqual("app", hosts[0].Role);
        Assert.AreEqual("production-app-2", hosts[0].Name);
    }

    [TestMethod]
    public async Task A_new_host_in_the_configuration_creates_one_droplet()
    {
        await new Account(api).UpAsync();

        var hosts = await new Account(api) { Names = ["app-1", "app-2", "app-3", "app-4"] }.UpAsync();

        Assert.AreEqual(4, api.Creations);
        Assert.HasCount(4, hosts);
    }

    [TestMethod]
    public async Task A_plan_changes_nothing()
    {
        api.Droplets.Add(new StandInDroplet { Id = 1, Name = "production-app-2" });

        var plan = await new Account(api).PlanAsync();

        Assert.AreEqual("production-app-1 production-app-3", string.Join(' ', plan.ToCreate));
        Assert.AreEqual("1", plan.Existing.Single().Id);
        Assert.IsTrue(api.Requests.All(request => request.StartsWith("GET ", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task A_droplet_without_a_public_IPv4_address_is_reached_over_IPv6()
    {
        api.Droplets.Add(new StandInDroplet { Id = 1, Name = "production-app-1", IPv4 = null });

        Assert.AreEqual("2001:db8::7", (await new Account(api) { Names = ["app-1"] }.UpAsync()).Single().PublicIp);
    }

    [TestMethod]
    public async Task A_droplet_with_wrong_size_or_region_fails_only_its_host()
    {
        api.Droplets.Add(new StandInDroplet { Id = 1, Name = "production-app-2", Size = "s-2vcpu-2gb", Region = "nyc3" });

        Assert.AreEqual(
            "1: The droplet production-app-2 (id 1) exists with the size s-2vcpu-2gb, not s-1vcpu-1gb and the region nyc3, not fra1. "
            + "Stagecraft does not change or remove droplets. Change the droplet yourself, or correct stagecraft.yml.",
            Account.Problems(await new Account(api).UpAsync()));
        Assert.AreEqual(2, api.Creations);
    }

    [TestMethod]
    public async Task A_foreign_droplet_with_the_name_is_neither_used_nor_duplicated()
    {
        api.Droplets.Add(new StandInDroplet { Id = 1, Name = "production-app-2", Tags = [] });

        Assert.StartsWith(
            "1: The droplet production-app-2 (id 1) exists but lacks the tags stagecraft and stagecraft-env-production, so",
            Account.Problems(await new Account(api).UpAsync()));
        Assert.AreEqual(2, api.Creations);
    }

    [TestMethod]
    public async Task Two_droplets_with_one_name_are_an_error_with_both_ids()
    {
        api.Droplets.Add(new StandInDroplet { Id = 1, Name = "production-app-1" });
        api.Droplets.Add(new StandInDroplet { Id = 2, Name = "production-app-1" });

        Assert.StartsWith("1: The droplet production-app-1 exists twice (ids 1 and 2).", Account.Problems(await new Account(api).UpAsync()));
    }

    [TestMethod]
    public async Task A_key_missing_from_the_account_fails_before_any_creation()
    {
        api.Keys.Clear();

        Assert.Contains("has no SSH key named 'deploy' (ssh_key_name)", (await new Account(api).FailsAsync()).Message);
        Assert.AreEqual(0, api.Creations);
    }

    [TestMethod]
    public async Task After_a_cancellation_between_creations_the_next_run_continues()
    {
        using var cancellation = new CancellationTokenSource();
        var account = new Account(api)
        {
            Progress = new RecordedProgress(line =>
            {
                if (line.Contains("app-2", StringComparison.Ordinal)) cancellation.Cancel();
            }),
        };

        var exception = await Assert.ThrowsExactlyAsync<CloudCancelledException>(() => account.UpAsync(cancellation.Token));
        Assert.AreEqual(
            "Canceled.\nCreated in this run: production-app-1 (id 9).\nExisted before: none.\nNot created: production-app-2, production-app-3.\nNothing is removed. The next run continues with the existing droplets.",
            exception.Message);

        Assert.HasCount(3, await new Account(api).UpAsync());
        Assert.HasCount(3, api.Droplets);
    }

    [TestMethod]
    public async Task A_cancellation_during_a_creation_counts_that_droplet()
    {
        using var cancellation = new CancellationTokenSource();
        api.AfterCreation = async _ =>
        {
            await cancellation.CancelAsync();
            return false;
        };

        var exception = await Assert.ThrowsExactlyAsync<CloudCancelledException>(() => new Account(api).UpAsync(cancellation.Token));

        Assert.Contains("Created in this run: production-app-1 (id 9).", exception.Message);
    }

    [TestMethod]
    public async Task An_unknown_environment_is_refused_with_the_known_ones()
    {
        var exception = await Assert.ThrowsExactlyAsync<ConfigurationException>(() => new Account(api).Provider().PlanAsync("staging", new RecordedProgress(), CancellationToken.None));

        Assert.Contains("has no environment 'staging'", exception.Message);
        Assert.Contains("Known environments: production.", exception.Message);
        Assert.IsEmpty(api.Requests);
    }

    [TestMethod]
    public async Task A_new_droplet_can_still_be_booting()
    {
        api.Droplets.Add(new StandInDroplet { Id = 1, Name = "production-app-1", CreatedAt = "2026-01-02T02:59:04Z" });
        api.Droplets.Add(new StandInDroplet { Id = 2, Name = "production-app-2", CreatedAt = "2026-01-02T02:59:06Z" });
        api.Droplets.Add(new StandInDroplet { Id = 3, Name = "production-app-3", Starting = 1 });

        var plan = await new Account(api).PlanAsync();

        Assert.AreEqual("production-app-2 production-app-3", string.Join(' ', plan.Starting));
    }

    [TestMethod]
    public async Task Five_hundred_droplets_are_read_in_25_requests_without_caching()
    {
        const int Padding = 20_000;
        api.MaxPageSize = 20;
        for (var i = 1; i <= 500; i++) api.Droplets.Add(new StandInDroplet { Id = i, Name = $"production-other-{i}", Tags = [.. StandInDroplet.OurTags, new string('x', Padding)] });
        var account = new Account(api) { Names = ["other-500"] };
        await account.PlanAsync();
        api.Requests.Clear();
        var live = new List<long>();
        api.Before = _ =>
        {
            live.Add(GC.GetTotalMemory(forceFullCollection: true));
            return Task.FromResult(false);
        };

        var plan = await account.PlanAsync();

        Assert.HasCount(1, plan.Existing);
        Assert.HasCount(25, api.Requests);
        // All pages are 20 MB as text; one is 0.8.
        Assert.IsLessThan(3_000_000, live[^1] - live[1]);
    }
}
