using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Stagecraft.Providers.Tests.DigitalOcean;

/// <summary>
/// DigitalOcean's API on loopback, the part that the provider uses, after its published OpenAPI document
/// (https://github.com/digitalocean/openapi). It holds requests to that document and keeps an account.
/// </summary>
internal sealed class StandIn : IAsyncDisposable
{
    public const string Token = "dop_v1_CANARY0123456789abcdef";

    private readonly WebApplication app;
    private readonly Lock gate = new();

    private StandIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Use(FaultAsync);
        app.MapGet("/v2/droplets", ListDroplets);
        app.MapGet("/v2/droplets/{id:long}", GetDroplet);
        app.MapPost("/v2/droplets", CreateAsync);
        app.MapGet("/v2/account/keys", ListKeys);
    }

    public string Url => app.Urls.Single();

    public List<StandInDroplet> Droplets { get; } = [];

    public List<(long Id, string Name)> Keys { get; } = [(7, "other"), (8, "deploy")];

    /// <summary>The largest page that it gives.</summary>
    public int MaxPageSize { get; set; } = 200;

    public long NextId { get; set; } = 9;

    /// <summary>The addresses of the next new droplets; one for documentation where there is none left.</summary>
    public Queue<string> Addresses { get; } = new();

    /// <summary>How often a new droplet answers <c>new</c>.</summary>
    public int Starting { get; set; } = 2;

    /// <summary>Each request, as <c>GET /v2/droplets?page=2</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Looks at a request before it is served; true where it has answered it, or dropped it.</summary>
    public Func<HttpContext, Task<bool>>? Before { get; set; }

    /// <summary>As <see cref="Before"/>, after the account has changed and before the answer is sent.</summary>
    public Func<HttpContext, Task<bool>>? AfterCreation { get; set; }

    public int Creations => Requests.Count(request => request.StartsWith("POST ", StringComparison.Ordinal));

    public static async Task<StandIn> StartAsync()
    {
        var standIn = new StandIn();
        await standIn.app.StartAsync();
        return standIn;
    }

    public static Task AnswerAsync(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task FaultAsync(HttpContext context, RequestDelegate next)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        if (Before is { } before && await before(context)) return;
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            await AnswerAsync(context, 401, new { id = "unauthorized", message = "Unable to authenticate you" });
            return;
        }

        await next(context);
    }

    private IResult ListDroplets(HttpContext context, string? tag_name, string? name, int page = 1, int per_page = 20)
    {
        // The document: a name cannot be combined with a tag.
        if (tag_name is not null && name is not null) return Refuse("name and tag_name exclude each other");
        lock (gate)
        {
            var matches = Droplets
                .Where(droplet => tag_name is null || droplet.Tags.Contains(tag_name, StringComparer.Ordinal))
                .Where(droplet => name is null || string.Equals(droplet.Name, name, StringComparison.OrdinalIgnoreCase))
                .Select(droplet => droplet.Answer(look: false));
            var (items, links, total) = Page(context, [.. matches], page, per_page);
            return Results.Json(new { droplets = items, links, meta = new { total } });
        }
    }

    private IResult ListKeys(HttpContext context, int page = 1, int per_page = 20)
    {
        var keys = Keys.Select(key => (object)new { id = key.Id, name = key.Name, fingerprint = "3b:16", public_key = "ssh-ed25519 AAAA" });
        var (items, links, total) = Page(context, [.. keys], page, per_page);
        return Results.Json(new { ssh_keys = items, links, meta = new { total } });
    }

    private IResult GetDroplet(long id)
    {
        lock (gate)
        {
            return Droplets.Find(droplet => droplet.Id == id) is { } found
                ? Results.Json(new { droplet = found.Answer(look: true) })
                : Results.Json(new { id = "not_found", message = "The resource you were accessing could not be found." }, statusCode: 404);
        }
    }

    private async Task CreateAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        if (RequestRules.Violation(body.RootElement) is { } violation)
        {
            await Refuse(violation).ExecuteAsync(context);
            return;
        }

        StandInDroplet droplet;
        lock (gate)
        {
            droplet = new StandInDroplet
            {
                Id = NextId++,
                Name = body.RootElement.GetProperty("name").GetString()!,
                Size = body.RootElement.GetProperty("size").GetString()!,
                Region = body.RootElement.GetProperty("region").GetString()!,
                Tags = [.. body.RootElement.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!)],
                Starting = Starting,
                CreatedAt = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                IPv4 = Addresses.TryDequeue(out var address) ? address : "203.0.113.7",
            };
            Droplets.Add(droplet);
        }

        if (AfterCreation is { } after && await after(context)) return;
        await AnswerAsync(context, 202, new { droplet = droplet.Answer(look: false), links = new { actions = Array.Empty<object>() } });
    }

    private (IReadOnlyList<object> Items, object Links, int Total) Page(HttpContext context, List<object> all, int page, int size)
    {
        size = Math.Min(size, MaxPageSize);
        var kept = string.Join('&', context.Request.Query.Where(pair => pair.Key != "page").Select(pair => $"{pair.Key}={pair.Value}"));
        var hasNext = page * size < all.Count;
        object links = hasNext ? new { pages = new { next = $"https://api.digitalocean.com{context.Request.Path}?{kept}&page={page + 1}" } } : new { };
        return ([.. all.Skip((page - 1) * size).Take(size)], links, all.Count);
    }

    private static IResult Refuse(string message) => Results.Json(new { id = "unprocessable_entity", message }, statusCode: 422);
}
