using System.Net;
using System.Net.Http.Headers;

namespace Stagecraft.Providers.Tests.DigitalOcean;

/// <summary>Checks the provider's requests and the stand-in's answers against DigitalOcean's published document.</summary>
[TestClass]
public sealed class PrismTests : StandInTests
{
    private PrismProxy? prism;

    public required TestContext TestContext { get; init; }

    [TestInitialize]
    public async Task StartProxyAsync() => prism = await PrismProxy.StartAsync(api.Url, TestContext.CancellationToken);

    [TestCleanup]
    public async Task StopProxyAsync()
    {
        if (prism is not null) await prism.DisposeAsync();
    }

    [TestMethod]
    public async Task Every_request_and_answer_matches_the_published_document()
    {
        api.NotKnownYet = 1;
        api.Droplets.Add(new StandInDroplet { Id = 1, Name = "production-app-4", ReservedIPv4 = "198.51.100.4", Status = "off" });
        api.ReservedIps.Add("198.51.100.4");
        var account = new Account(api) { Url = prism!.Url, Names = ["app-1", "app-2", "app-4"] };

        // The provider would ignore invalid answers to optional requests, so the test checks that none is missing.
        api.Limit = 2;
        var plan = await account.PlanAsync();
        api.Limit = 25;
        var first = await account.UpAsync();
        var second = await account.UpAsync();

        Assert.AreEqual("production-app-2", string.Join(' ', plan.Impossible.Keys));
        Assert.AreEqual(2, api.Creations);
        Assert.AreEqual("1: The droplet production-app-4 (id 1) is off. Turn it on in DigitalOcean's control panel, then run again.", Account.Problems(first));
        Assert.AreEqual("1 10 9", string.Join(' ', second.Select(host => host.Id)));
        Assert.AreEqual("203.0.113.7", second[0].PublicIp);
        Assert.Contains("GET /v2/images/ubuntu-22-04-x64", api.Requests);
        Assert.Contains("GET /v2/sizes?per_page=200", api.Requests);

        await ViolationsAreErrorsAsync();
    }

    // Otherwise the test above could not fail.
    private async Task ViolationsAreErrorsAsync()
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", StandIn.Token);

        using var tooMany = await http.GetAsync($"{prism!.Url}/v2/droplets?per_page=201", TestContext.CancellationToken);
        Assert.AreEqual(HttpStatusCode.UnprocessableEntity, tooMany.StatusCode);

        api.Before = async context =>
        {
            await StandIn.AnswerAsync(context, 200, new { droplets = "none" });
            return true;
        };
        using var wrong = await http.GetAsync($"{prism!.Url}/v2/droplets", TestContext.CancellationToken);
        Assert.AreEqual(HttpStatusCode.InternalServerError, wrong.StatusCode);
    }
}
