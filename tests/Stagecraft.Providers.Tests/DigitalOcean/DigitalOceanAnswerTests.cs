using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Stagecraft.Providers.Tests.DigitalOcean;

/// <summary>Rate limits, failures and malformed answers from the API.</summary>
[TestClass]
public sealed class DigitalOceanAnswerTests : StandInTests
{
    [TestMethod]
    [DataRow("retry-after", "42", 42)]
    [DataRow("ratelimit-reset", null, 90)]
    public async Task A_rate_limit_is_waited_for_as_the_server_says(string header, string? value, int seconds)
    {
        var account = new Account(api);
        var limited = false;
        api.Before = async context =>
        {
            if (limited || api.Creations < 2) return false;
            limited = true;
            context.Response.Headers[header] = value ?? (account.Time.GetUtcNow().ToUnixTimeSeconds() + 90).ToString(CultureInfo.InvariantCulture);
            await StandIn.AnswerAsync(context, 429, new { id = "too_many_requests", message = "API Rate limit exceeded." });
            return true;
        };

        await account.UpAsync();

        Assert.HasCount(3, api.Droplets);
        Assert.Contains(TimeSpan.FromSeconds(seconds), account.Time.Waits);
        Assert.Contains($"DigitalOcean's rate limit is reached; continuing in {seconds} s, as DigitalOcean requested.", account.Progress.Lines);
    }

    [TestMethod]
    public async Task A_redirect_is_an_error_and_does_not_get_the_token()
    {
        await using var other = await StandIn.StartAsync();
        api.Before = context =>
        {
            context.Response.Redirect($"{other.Url}/v2/droplets");
            return Task.FromResult(true);
        };

        Assert.Contains("DigitalOcean returned status 302 for", (await new Account(api).FailsAsync()).Message);
        Assert.IsEmpty(other.Requests);
    }

    [TestMethod]
    public async Task A_long_rate_limit_is_an_error_with_its_end()
    {
        api.Before = async context =>
        {
            context.Response.Headers.RetryAfter = "3000";
            await StandIn.AnswerAsync(context, 429, new { id = "too_many_requests", message = "API Rate limit exceeded." });
            return true;
        };

        Assert.Contains("Run again in 50 min", (await new Account(api).FailsAsync()).Message);
    }

    [TestMethod]
    public async Task A_plan_reports_that_it_waits_for_a_rate_limit()
    {
        var limited = false;
        api.Before = async context =>
        {
            if (limited) return false;
            limited = true;
            context.Response.Headers.RetryAfter = "42";
            await StandIn.AnswerAsync(context, 429, new { id = "too_many_requests", message = "API Rate limit exceeded." });
            return true;
        };
        var account = new Account(api);

        await account.PlanAsync();

        Assert.AreEqual("DigitalOcean's rate limit is reached; continuing in 42 s, as DigitalOcean requested.", string.Join('\n', account.Progress.Lines));
    }

    [TestMethod]
    public async Task Read_requests_are_repeated_after_server_errors_and_lost_connections()
    {
        var count = 0;
        api.Before = async context =>
        {
            if (context.Request.Method != "GET" || ++count % 3 == 0) return false;
            if (count % 3 == 1) context.Abort();
            else await StandIn.AnswerAsync(context, 503, new { id = "service_unavailable", message = "Busy" });
            return true;
        };

        Assert.HasCount(3, await new Account(api).UpAsync());
        Assert.HasCount(3, api.Droplets);
    }

    [TestMethod]
    public async Task A_creation_with_a_lost_answer_is_found_and_not_repeated()
    {
        api.AfterCreation = context =>
        {
            context.Abort();
            return Task.FromResult(true);
        };

        Assert.HasCount(3, await new Account(api).UpAsync());
        Assert.HasCount(3, api.Droplets);
        Assert.AreEqual(3, api.Creations);
    }

    [TestMethod]
    [DataRow("<html>gateway</html>")]
    [DataRow("{\"droplets\": null}")]
    [DataRow("{\"droplets\": [null]}")]
    [DataRow("{\"droplets\": [{\"id\": \"x\"}]}")]
    [DataRow("null")]
    [DataRow("{\"droplets\": []}", "application/json; charset=unknown-charset")]
    public async Task A_malformed_answer_is_an_error_that_names_the_request(string answer, string type = "application/json")
    {
        api.Before = async context =>
        {
            context.Response.ContentType = type;
            await context.Response.WriteAsync(answer);
            return true;
        };

        Assert.StartsWith("DigitalOcean returned an invalid response for the droplets with the tag stagecraft-env-production:", (await new Account(api).FailsAsync()).Message);
    }

    [TestMethod]
    public async Task A_refused_token_is_named_by_its_variable_and_not_shown()
    {
        // Some gateways echo the request.
        api.Before = async context =>
        {
            await StandIn.AnswerAsync(context, 401, new { id = "unauthorized", message = $"Unable to authenticate {StandIn.Token}" });
            return true;
        };

        var exception = await new Account(api).FailsAsync();

        Assert.Contains("rejected the token in the environment variable DO_TOKEN", exception.Message);
        Assert.Contains("Unable to authenticate ***.", exception.Message);
    }
}
