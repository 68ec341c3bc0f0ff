using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Stagecraft.Providers.Tests.DigitalOcean;

/// <summary>
/// The part of DigitalOcean's API that the provider uses, on loopback, according to its published OpenAPI document
/// (https://github.com/digitalocean/openapi). It checks requests against that document and keeps an account.
/// </summary>
internal sealed class StandIn : IAsyncDisposable
{
    /// <summary>A key whose private half is on no machine.</summary>
    public const string PublicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH5+fn5+fn5+fn5+fn5+fn5+fn5+fn5+fn5+fn5+fn5+ deploy@example.com";

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
        app.MapGet("/v2/account", GetAccount);
        app.MapGet("/v2/sizes", ListSizes);
        app.MapGet("/v2/regions", ListRegions);
        app.MapGet("/v2/images/{slug}", GetImage);
        app.MapGet("/v2/reserved_ips", ListReservedIps);
    }

    public string Url => app.Urls.Single();

    public List<StandInDroplet> Droplets { get; } = [];

    public List<(long Id, string Name)> Keys { get; } = [(7, "other"), (8, "deploy")];

    /// <summary>The public half of every key of the account.</summary>
    public string AuthorizedKey { get; set; } = PublicKey;

    /// <summary>The scopes of the token. Without <c>tag:read</c> droplets have no tags.</summary>
    public HashSet<string> Scopes { get; } = new(StringComparer.Ordinal)
    {
        "droplet:read", "droplet:create", "ssh_key:read", "tag:read", "tag:create", "account:read", "sizes:read", "regions:read", "image:read", "reserved_ip:read",
    };

    public int Limit { get; set; } = 25;

    public string AccountStatus { get; set; } = "active";

    /// <summary>The regions that have the size <c>s-1vcpu-1gb</c>.</summary>
    public IReadOnlyList<string> SizeRegions { get; set; } = ["fra1", "nyc3"];

    public HashSet<string> ClosedRegions { get; } = new(StringComparer.Ordinal);

    public bool ImageIsRetired { get; set; }

    public HashSet<string> ReservedIps { get; } = new(StringComparer.Ordinal);

    /// <summary>The number of lists in which a new droplet is missing.</summary>
    public int Lag { get; set; }

    /// <summary>The number of requests for which a new droplet is unknown by its id. <see cref="int.MaxValue"/>: it was deleted.</summary>
    public int NotKnownYet { get; set; }

    /// <summary>Names of new droplets that stay <c>new</c>.</summary>
    public HashSet<string> Stuck { get; } = new(StringComparer.Ordinal);

    // The account keeps the first spelling of a tag.
    private readonly Dictionary<string, string> tags = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The largest page that it returns.</summary>
    public int MaxPageSize { get; set; } = 200;

    public long NextId { get; set; } = 9;

    /// <summary>The addresses of the next new droplets. When there are no more, a documentation address.</summary>
    public Queue<string> Addresses { get; } = new();

    /// <summary>How often a new droplet answers <c>new</c>.</summary>
    public int Starting { get; set; } = 2;

    /// <summary>Each request, as <c>GET /v2/droplets?page=2</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Called with a request before it is served. True if it has answered or dropped the request.</summary>
    public Func<HttpContext, Task<bool>>? Before { get; set; }

    /// <summary>Like <see cref="Before"/>, after the account has changed and before the answer is sent.</summary>
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

        if (Scope(context.Request) is { } scope && !Scopes.Contains(scope))
        {
            await AnswerAsync(context, 403, new { id = "forbidden", message = "You are not authorized to perform this operation" });
            return;
        }

        await next(context);
    }

    /// <summary>The account knows the tag in this spelling.</summary>
    public void KnowTag(string spelling) => tags[spelling] = spelling;

    private static string? Scope(HttpRequest request) => request switch
    {
        { Method: "POST" } => "droplet:create",
        { Path.Value: "/v2/droplets" } when request.Query.ContainsKey("tag_name") => "tag:read",
        { Path.Value: "/v2/account" } => "account:read",
        { Path.Value: "/v2/account/keys" } => "ssh_key:read",
        { Path.Value: "/v2/sizes" } => "sizes:read",
        { Path.Value: "/v2/regions" } => "regions:read",
        { Path.Value: "/v2/reserved_ips" } => "reserved_ip:read",
        _ when request.Path.StartsWithSegments("/v2/images", StringComparison.Ordinal) => "image:read",
        _ => "droplet:read",
    };

    private IResult GetAccount() => Results.Json(new
    {
        account = new { droplet_limit = Limit, floating_ip_limit = 5, email = "sammy@example.com", uuid = "b6fr89dbf6d9156cace5f3c78dc9851d957381ef", email_verified = true, status = AccountStatus, status_message = "" },
    });

    private IResult ListSizes() => Results.Json(new
    {
        sizes = new[] { SizeAnswer("s-1vcpu-1gb", SizeRegions), SizeAnswer("s-2vcpu-2gb", ["fra1", "nyc3"]) },
        links = new { },
        meta = new { total = 2 },
    });

    internal static object SizeAnswer(string slug, IReadOnlyList<string> regions) => new
    {
        slug,
        memory = 1024,
        vcpus = 1,
        disk = 25,
        transfer = 1.0,
        price_monthly = 5.0,
        price_hourly = 0.00743999984115362,
        regions,
        available = true,
        description = "Basic",
    };

    private IResult ListRegions() => Results.Json(new
    {
        regions = new[] { "fra1", "nyc3" }.Select(slug => new { name = slug, slug, features = Array.Empty<string>(), available = !ClosedRegions.Contains(slug), sizes = new[] { "s-1vcpu-1gb" } }),
        links = new { },
        meta = new { total = 2 },
    });

    private IResult GetImage(string slug) => ImageIsRetired
        ? NotFound()
        : Results.Json(new
        {
            image = new
            {
                id = 6918990,
                name = "22.04 x64",
                distribution = "Ubuntu",
                slug,
                @public = true,
                regions = new[] { "fra1", "nyc3" },
                created_at = "2022-05-05T22:11:44Z",
                type = "base",
                min_disk_size = 7,
                size_gigabytes = 0.6,
                description = "Ubuntu",
                tags = Array.Empty<string>(),
                status = "available",
                error_message = "",
            },
        });

    private IResult ListReservedIps() => Results.Json(new
    {
        reserved_ips = ReservedIps.Select(ip => new { ip, region = StandInDroplet.RegionAnswer("fra1"), droplet = (object?)null, locked = false }),
        links = new { },
        meta = new { total = ReservedIps.Count },
    });

    private static IResult NotFound() => Results.Json(new { id = "not_found", message = "The resource you requested could not be found." }, statusCode: 404);

    private IResult ListDroplets(HttpContext context, string? tag_name, string? name, string? type, int page = 1, int per_page = 20)
    {
        // The document: a tag cannot be combined with a name or a type.
        if (tag_name is not null && (name is not null || type is not null)) return Refuse("tag_name excludes name and type");
        lock (gate)
        {
            var listed = Droplets.Where(droplet => !droplet.IsWithdrawn && droplet.Lag == 0).ToList();
            foreach (var droplet in Droplets.Where(droplet => droplet.Lag > 0)) droplet.Lag--;
            var matches = listed
                .Where(droplet => droplet.Size.StartsWith("gpu-", StringComparison.Ordinal) == (type == "gpus"))
                .Where(droplet => tag_name is null || droplet.Tags.Contains(tag_name, StringComparer.OrdinalIgnoreCase))
                .Where(droplet => name is null || string.Equals(droplet.Name, name, StringComparison.OrdinalIgnoreCase))
                .Select(Answer);
            var (items, links, total) = Page(context, [.. matches], page, per_page);
            return Results.Json(new { droplets = items, links, meta = new { total } });
        }
    }

    private IResult ListKeys(HttpContext context, int page = 1, int per_page = 20)
    {
        var keys = Keys.Select(key => (object)new { id = key.Id, name = key.Name, fingerprint = "3b:16:e4:bf:8b:00:8b:b8:59:8c:a9:d3:f0:19:fa:45", public_key = AuthorizedKey });
        var (items, links, total) = Page(context, [.. keys], page, per_page);
        return Results.Json(new { ssh_keys = items, links, meta = new { total } });
    }

    private IResult GetDroplet(long id)
    {
        lock (gate)
        {
            if (Droplets.Find(droplet => droplet.Id == id) is not { } found) return NotFound();
            if (found.IsWithdrawn || found.NotKnownYet > 0)
            {
                found.NotKnownYet--;
                return NotFound();
            }

            found.Look();
            return Results.Json(new { droplet = Answer(found) });
        }
    }

    private Dictionary<string, object?> Answer(StandInDroplet droplet) => droplet.Answer(withTags: Scopes.Contains("tag:read"));

    private async Task CreateAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        if (RequestRules.Violation(body.RootElement) is { } violation)
        {
            await Refuse(violation).ExecuteAsync(context);
            return;
        }

        // https://docs.digitalocean.com/reference/api/scopes/droplet/create
        if (!Scopes.Contains("tag:create"))
        {
            await AnswerAsync(context, 403, new { id = "forbidden", message = "You are missing the required permission tag:create" });
            return;
        }

        StandInDroplet? droplet = null;
        lock (gate)
        {
            if (Droplets.Count(other => !other.IsWithdrawn) < Limit)
            {
                droplet = new StandInDroplet
                {
                    Id = NextId++,
                    Name = body.RootElement.GetProperty("name").GetString()!,
                    Size = body.RootElement.GetProperty("size").GetString()!,
                    Region = body.RootElement.GetProperty("region").GetString()!,
                    Tags = [.. body.RootElement.GetProperty("tags").EnumerateArray().Select(tag => Canonical(tag.GetString()!))],
                    Starting = Stuck.Contains(body.RootElement.GetProperty("name").GetString()!) ? int.MaxValue : Starting,
                    Lag = Lag,
                    NotKnownYet = NotKnownYet == int.MaxValue ? 0 : NotKnownYet,
                    IsWithdrawn = NotKnownYet == int.MaxValue,
                    CreatedAt = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                    IPv4 = Addresses.TryDequeue(out var address) ? address : "203.0.113.7",
                };
                Droplets.Add(droplet);
            }
        }

        if (droplet is null)
        {
            await Refuse("creating this/these droplet(s) will exceed your droplet limit").ExecuteAsync(context);
            return;
        }

        if (AfterCreation is { } after && await after(context)) return;
        await AnswerAsync(context, 202, new { droplet = Answer(droplet), links = new { actions = Array.Empty<object>() } });
    }

    private string Canonical(string tag)
    {
        if (!tags.ContainsKey(tag)) tags[tag] = tag;
        return tags[tag];
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
