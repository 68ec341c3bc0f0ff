using Stagecraft.Bootstrap;
using Stagecraft.Testing.Cloud;

namespace Stagecraft.Providers.Tests.DigitalOcean;

/// <summary>A problem with one droplet fails only its host. The others go to bootstrap, and no droplet is created twice.</summary>
[TestClass]
public sealed class DropletTroubleTests : StandInTests
{
    [TestMethod]
    [DataRow(2)]
    [DataRow(20)]
    public async Task A_creation_with_a_lost_answer_is_found_even_late(int lag)
    {
        api.Lag = lag;
        api.AfterCreation = context =>
        {
            api.AfterCreation = null;
            context.Abort();
            return Task.FromResult(true);
        };
        var account = new Account(api);

        Assert.IsEmpty(Account.Problems(await account.UpAsync()));

        Assert.AreEqual(3, api.Creations);
        Assert.Contains("DigitalOcean did not say whether it created the droplet production-app-1; looking for it (at most 120 s)", account.Progress.Lines);
    }

    [TestMethod]
    [DataRow(500)]
    [DataRow(504)]
    [DataRow(408)]
    public async Task An_unknown_creation_is_not_repeated(int status)
    {
        api.Before = async context =>
        {
            if (context.Request.Method != "POST" || api.Creations > 1) return false;
            await StandIn.AnswerAsync(context, status, new { id = "server_error", message = "Unexpected server-side error" });
            return true;
        };

        var problems = Account.Problems(await new Account(api).UpAsync());

        Assert.StartsWith("production-app-1: DigitalOcean returned status", problems);
        Assert.Contains("It is not known whether the droplet production-app-1 was created", problems);
        Assert.AreEqual(3, api.Creations);
        Assert.AreEqual("production-app-2 production-app-3", string.Join(' ', api.Droplets.Select(droplet => droplet.Name)));
    }

    [TestMethod]
    public async Task After_two_creations_without_an_answer_creation_stops()
    {
        api.Before = async context =>
        {
            if (context.Request.Method != "POST") return false;
            await StandIn.AnswerAsync(context, 503, new { id = "server_error", message = "Busy" });
            return true;
        };

        var problems = Account.Problems(await new Account(api).UpAsync());

        Assert.AreEqual(2, api.Creations);
        Assert.Contains("production-app-3: The droplet production-app-3 was not created because DigitalOcean did not answer the requests to create production-app-1 and production-app-2.", problems);
    }

    [TestMethod]
    public async Task A_second_droplet_with_the_name_is_reported_with_its_id()
    {
        api.AfterCreation = _ =>
        {
            if (api.Droplets is [.., { Name: "production-app-1" }]) api.Droplets.Add(new StandInDroplet { Id = 77, Name = "production-app-1" });
            return Task.FromResult(false);
        };

        Assert.AreEqual("9: The droplet production-app-1 exists twice (ids 9 and 77). Remove the droplets that are not needed, then run again.", Account.Problems(await new Account(api).UpAsync()));
    }

    [TestMethod]
    public async Task The_run_waits_for_a_droplet_that_is_not_listed_yet()
    {
        api.NotKnownYet = 10;

        Assert.IsEmpty(Account.Problems(await new Account(api).UpAsync()));
        Assert.AreEqual(3, api.Creations);
    }

    [TestMethod]
    public async Task A_deleted_droplet_is_one_failed_host()
    {
        api.NotKnownYet = int.MaxValue;
        api.AfterCreation = _ =>
        {
            api.NotKnownYet = 0;
            return Task.FromResult(false);
        };

        var hosts = await new Account(api).UpAsync();

        Assert.HasCount(3, hosts);
        Assert.StartsWith("production-app-1: The droplet production-app-1 (id 9) was withdrawn by DigitalOcean", Account.Problems(hosts));
        Assert.DoesNotContain("app-2", Account.Problems(hosts));
    }

    [TestMethod]
    public async Task Droplets_that_stay_new_fail_alone_after_one_wait_for_all()
    {
        api.Stuck.UnionWith(["production-app-1", "production-app-2"]);
        var account = new Account(api);

        var problems = Account.Problems(await account.UpAsync());

        Assert.StartsWith("10: The droplet production-app-2 (id 10) was not active after 5 minutes.", problems);
        Assert.Contains("9: The droplet production-app-1 (id 9) was not active after 5 minutes.", problems);
        Assert.DoesNotContain("app-3", problems);
        Assert.IsLessThan(TimeSpan.FromMinutes(6), account.Time.GetUtcNow() - ImpatientTime.Start);
    }

    [TestMethod]
    public async Task The_droplet_limit_fails_only_the_host_that_exceeds_it()
    {
        api.Scopes.Remove("account:read");
        api.Limit = 2;

        Assert.AreEqual(
            "production-app-3: DigitalOcean returned status 422 for the creation of the droplet production-app-3: \"creating this/these droplet(s) will exceed your droplet limit.\" "
            + "The droplet production-app-3 was not created. Fix the problem that DigitalOcean reports, then run again.",
            Account.Problems(await new Account(api).UpAsync()));
    }

    [TestMethod]
    public async Task A_token_without_tag_scopes_gets_the_missing_scope_names()
    {
        api.Scopes.Remove("tag:create");

        Assert.Contains("It needs the scopes droplet:read, droplet:create, ssh_key:read, tag:read and tag:create.", Account.Problems(await new Account(api).UpAsync()));
    }

    [TestMethod]
    public async Task Tags_ignore_case_and_only_missing_ones_are_named()
    {
        foreach (var tag in new[] { "StageCraft", "Stagecraft-Env-Production", "STAGECRAFT-ROLE-APP" }) api.KnowTag(tag);

        await new Account(api).UpAsync();
        var hosts = await new Account(api).UpAsync();

        Assert.AreEqual(3, api.Creations);
        Assert.IsEmpty(Account.Problems(hosts));
        Assert.AreEqual("app", hosts[0].Role);

        api.Droplets.Add(new StandInDroplet { Id = 1, Name = "production-app-4", Tags = ["STAGECRAFT"] });
        Assert.StartsWith(
            "1: The droplet production-app-4 (id 1) exists but lacks the tag stagecraft-env-production, so",
            Account.Problems(await new Account(api) { Names = ["app-4"] }.UpAsync()));
    }

    [TestMethod]
    [DataRow("off", "is off. Turn it on")]
    [DataRow("archive", "is archived. Restore it")]
    public async Task The_plan_shows_that_a_droplet_is_off(string status, string said)
    {
        api.Droplets.Add(new StandInDroplet { Id = 1, Name = "production-app-1", Status = status });
        var account = new Account(api) { Names = ["app-1"] };

        Assert.Contains(said, Account.Problems((await account.PlanAsync()).Existing));
        Assert.Contains(said, Account.Problems(await account.UpAsync()));
    }

    [TestMethod]
    [DataRow("size", "the size s-1vcpu-1gb is not available in the region fra1. Choose another size, or a region that has it: nyc3.")]
    [DataRow("region", "the region fra1 accepts no new droplets.")]
    [DataRow("image", "DigitalOcean no longer has the image ubuntu-22-04-x64.")]
    [DataRow("account", "the DigitalOcean account is locked.")]
    public async Task A_plan_shows_obstacles_and_continues_without_read_permission(string what, string said)
    {
        if (what == "size") api.SizeRegions = ["nyc3"];
        if (what == "region") api.ClosedRegions.Add("fra1");
        api.ImageIsRetired = what == "image";
        if (what == "account") api.AccountStatus = "locked";

        var plan = await new Account(api).PlanAsync();

        Assert.HasCount(3, plan.Impossible);
        Assert.Contains($"The droplet production-app-1 cannot be created: {said}", plan.Impossible["production-app-1"].ToString());
        api.Scopes.ExceptWith(["account:read", "sizes:read", "regions:read", "image:read"]);
        Assert.IsEmpty((await new Account(api).PlanAsync()).Impossible);
    }

    [TestMethod]
    public async Task A_plan_compares_new_hosts_with_the_droplet_limit()
    {
        api.Droplets.Add(new StandInDroplet { Id = 1, Name = "somebody-elses", Tags = [] });
        api.Limit = 3;

        var plan = await new Account(api).PlanAsync();

        Assert.AreEqual("production-app-3", string.Join(' ', plan.Impossible.Keys));
        Assert.Contains("the account has 1 droplets and its limit is 3", plan.Impossible["production-app-3"].Observed);
    }

    [TestMethod]
    public async Task A_reserved_address_is_not_used_even_if_listed_first()
    {
        api.Droplets.Add(new StandInDroplet { Id = 1, Name = "production-app-1", ReservedIPv4 = "198.51.100.4" });
        api.ReservedIps.Add("198.51.100.4");

        Assert.AreEqual("203.0.113.7", (await new Account(api) { Names = ["app-1"] }.PlanAsync()).Existing.Single().PublicIp);
    }

    [TestMethod]
    public async Task A_droplet_with_only_a_private_address_uses_it()
    {
        api.Droplets.Add(new StandInDroplet { Id = 1, Name = "production-app-1", IPv4 = null, IPv6 = null });

        var host = (await new Account(api) { Names = ["app-1"] }.UpAsync()).Single();

        Assert.IsNull(host.PublicIp);
        Assert.AreEqual("10.0.0.2", host.PrivateIp);
        Assert.IsNull(host.Problem);
    }

    [TestMethod]
    [DataRow("2026-01-02T03:02:05Z", "203.0.113.7")]
    // Long after its start. It has no address, and no run waits for one.
    [DataRow("2026-01-02T02:00:00Z", null)]
    public async Task The_run_waits_for_the_address_of_an_earlier_droplet(string createdAt, string? address)
    {
        api.Droplets.Add(new StandInDroplet { Id = 1, Name = "production-app-1", CreatedAt = createdAt, WithoutAddress = 4 });
        var account = new Account(api) { Names = ["app-1"] };

        var host = (await account.UpAsync()).Single();

        Assert.AreEqual(address, host.PublicIp);
        Assert.IsNull(host.Problem);
        Assert.AreEqual(0, api.Creations);
        Assert.AreEqual(address is null ? "" : "Waiting until the droplet production-app-1 (id 1) is active", string.Join('\n', account.Progress.Lines));
    }

    [TestMethod]
    public async Task A_creation_is_repeated_if_DigitalOcean_asks_for_it()
    {
        var busy = 0;
        api.Before = async context =>
        {
            if (context.Request.Method != "POST" || ++busy > 2) return false;
            await StandIn.AnswerAsync(context, 422, new { id = "unprocessable_entity", message = "Failed to create the droplet. Please try again" });
            return true;
        };

        Assert.IsEmpty(Account.Problems(await new Account(api).UpAsync()));
        Assert.HasCount(3, api.Droplets);
    }

    [TestMethod]
    public async Task An_answer_about_another_droplet_is_rejected()
    {
        api.AfterCreation = async context =>
        {
            api.AfterCreation = null;
            await StandIn.AnswerAsync(context, 202, new { droplet = new StandInDroplet { Id = 4, Name = "other" }.Answer(withTags: true), links = new { } });
            return true;
        };

        var hosts = await new Account(api).UpAsync();

        Assert.IsEmpty(Account.Problems(hosts));
        Assert.AreEqual("10 11 9", string.Join(' ', hosts.Select(host => host.Id)));
    }

    [TestMethod]
    public async Task Two_droplets_with_one_id_fail_the_host_not_the_configuration()
    {
        api.AfterCreation = async context =>
        {
            await StandIn.AnswerAsync(context, 202, new { droplet = new StandInDroplet { Id = 9, Name = api.Droplets[^1].Name }.Answer(withTags: true), links = new { } });
            return true;
        };

        var problems = Account.Problems(await new Account(api).UpAsync());

        Assert.DoesNotContain("app-1 ", problems);
    }

    [TestMethod]
    public async Task A_plan_of_a_hundred_new_hosts_needs_few_requests()
    {
        await new Account(api) { Names = [.. Enumerable.Range(1, 100).Select(i => $"app-{i}")] }.PlanAsync();

        Assert.HasCount(8, api.Requests);
    }

    [TestMethod]
    public async Task Applying_a_part_of_a_plan_does_not_affect_other_hosts()
    {
        var account = new Account(api);
        var plan = await account.PlanAsync();

        var hosts = await account.Provider().ApplyAsync(plan with { ToCreate = ["production-app-2"] }, account.Progress, CancellationToken.None);

        Assert.AreEqual("production-app-2", hosts.Single().Name);
        Assert.HasCount(1, api.Droplets);
    }

    [TestMethod]
    public async Task After_a_cancellation_no_creation_is_announced()
    {
        using var cancellation = new CancellationTokenSource();
        api.AfterCreation = async _ =>
        {
            await cancellation.CancelAsync();
            return false;
        };
        var account = new Account(api);

        await Assert.ThrowsExactlyAsync<CloudCancelledException>(() => account.UpAsync(cancellation.Token));

        Assert.AreEqual("Creating the droplet production-app-1 (s-1vcpu-1gb, fra1)", string.Join('\n', account.Progress.Lines));
    }
}
