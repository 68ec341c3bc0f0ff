using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;
using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>A client for the used part of DigitalOcean's API v2. Every failure is a <see cref="CloudException"/> that names the request.</summary>
internal sealed class DigitalOceanApi : IDisposable
{
    // The maximum of the API: https://docs.digitalocean.com/reference/api/reference/#pagination
    private const int PageSize = 200;
    private const int MaxPages = 1000;
    private const int MaxBusy = 4;

    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(5);

    private readonly HttpClient http;
    private readonly TimeProvider time;
    private readonly ApiErrors errors;
    private readonly ResiliencePipeline<HttpResponseMessage> reading;
    private readonly ResiliencePipeline<HttpResponseMessage> creating;

    public DigitalOceanApi(DigitalOceanOptions options, TimeProvider time, IProgress<string> progress)
    {
        // No redirects, because the token must be sent only to the configured address.
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
        {
            BaseAddress = options.ApiUrl,
            Timeout = TimeSpan.FromSeconds(30),
            MaxResponseContentBufferSize = 16 * 1024 * 1024,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.Token.Reveal());
        http.DefaultRequestHeaders.UserAgent.ParseAdd("stagecraft-bootstrap");
        this.time = time;
        errors = new ApiErrors(options, time);
        reading = ApiRetryPolicy.ForReading(time, progress);
        creating = ApiRetryPolicy.ForCreating(time, progress);
    }

    public IAsyncEnumerable<Droplet> DropletsWithTagAsync(string tag, CancellationToken cancellationToken) => ListAsync<DropletPage, Droplet>(
        "v2/droplets", $"?tag_name={Uri.EscapeDataString(tag)}&per_page={PageSize}", $"the droplets with the tag {tag}", DigitalOceanJson.Default.DropletPage, cancellationToken);

    /// <summary>Every droplet of the account. DigitalOcean lists GPU droplets separately.</summary>
    public IAsyncEnumerable<Droplet> AllDropletsAsync(bool withGpu, CancellationToken cancellationToken) => ListAsync<DropletPage, Droplet>(
        "v2/droplets", $"?per_page={PageSize}{(withGpu ? "&type=gpus" : "")}", withGpu ? "the account's GPU droplets" : "the account's droplets", DigitalOceanJson.Default.DropletPage, cancellationToken);

    public IAsyncEnumerable<Size> SizesAsync(CancellationToken cancellationToken) => ListAsync<SizePage, Size>(
        "v2/sizes", $"?per_page={PageSize}", "the sizes of droplets", DigitalOceanJson.Default.SizePage, cancellationToken);

    public IAsyncEnumerable<Region> RegionsAsync(CancellationToken cancellationToken) => ListAsync<RegionPage, Region>(
        "v2/regions", $"?per_page={PageSize}", "the regions", DigitalOceanJson.Default.RegionPage, cancellationToken);

    public IAsyncEnumerable<ReservedIp> ReservedIpsAsync(CancellationToken cancellationToken) => ListAsync<ReservedIpPage, ReservedIp>(
        "v2/reserved_ips", $"?per_page={PageSize}", "the reserved IP addresses", DigitalOceanJson.Default.ReservedIpPage, cancellationToken);

    /// <param name="slugOrId">Lower-case letters, digits, hyphens, underscores and dots, beginning with a letter or a digit.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>Null if the image does not exist.</returns>
    public async Task<Image?> ImageAsync(string slugOrId, CancellationToken cancellationToken) =>
        (await FindAsync($"v2/images/{slugOrId}", $"the image {slugOrId}", DigitalOceanJson.Default.ImageAnswer, cancellationToken))?.Image;

    /// <summary>The snapshots and custom images of the account.</summary>
    public IAsyncEnumerable<Image> PrivateImagesAsync(CancellationToken cancellationToken) => ListAsync<ImagePage, Image>(
        "v2/images", $"?private=true&per_page={PageSize}", "the account's own images", DigitalOceanJson.Default.ImagePage, cancellationToken, TokenScopes.Images);

    public IAsyncEnumerable<Vpc> VpcsAsync(CancellationToken cancellationToken) => ListAsync<VpcPage, Vpc>(
        "v2/vpcs", $"?per_page={PageSize}", "the account's VPCs", DigitalOceanJson.Default.VpcPage, cancellationToken, TokenScopes.Vpcs);

    public async Task<AccountLimits?> AccountAsync(CancellationToken cancellationToken) =>
        (await FindAsync("v2/account", "the account", DigitalOceanJson.Default.AccountAnswer, cancellationToken))?.Account;

    public IAsyncEnumerable<Droplet> DropletsWithNameAsync(string name, CancellationToken cancellationToken) => ListAsync<DropletPage, Droplet>(
        "v2/droplets", $"?name={Uri.EscapeDataString(name)}&per_page={PageSize}", $"the droplet {name}", DigitalOceanJson.Default.DropletPage, cancellationToken);

    public IAsyncEnumerable<SshKey> SshKeysAsync(CancellationToken cancellationToken) => ListAsync<SshKeyPage, SshKey>(
        "v2/account/keys", $"?per_page={PageSize}", "the account's SSH keys", DigitalOceanJson.Default.SshKeyPage, cancellationToken);

    /// <returns>Null if DigitalOcean does not know the droplet, because it is too new or was removed.</returns>
    public async Task<Droplet?> DropletAsync(long id, string name, CancellationToken cancellationToken)
    {
        var about = $"the droplet {name} (id {id})";
        var answer = await FindAsync($"v2/droplets/{id}", about, DigitalOceanJson.Default.DropletAnswer, cancellationToken);
        if (answer is null) return null;
        return answer.Droplet is { } droplet && droplet.Id == id ? droplet : throw errors.Malformed(about, "it is about another droplet");
    }

    /// <exception cref="CreationUnknownException">No answer says whether the droplet was created.</exception>
    public async Task<Droplet> CreateAsync(DropletRequest request, CancellationToken cancellationToken)
    {
        var about = $"the creation of the droplet {request.Name}";
        try
        {
            // After sending, the answer is awaited even if canceled. Otherwise it is not known what exists.
            using var response = await PostAsync(request, cancellationToken);
            if (response.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout)
                throw new CreationUnknownException((await errors.OfAsync(response, about)).Message, innerException: null);
            if (!response.IsSuccessStatusCode) throw await errors.OfAsync(response, about);

            var answer = await response.Content.ReadFromJsonAsync(DigitalOceanJson.Default.DropletAnswer, CancellationToken.None);
            if (answer?.Droplet is not { Id: > 0 } droplet) throw new CreationUnknownException(errors.Malformed(about, "it has no droplet").Message, innerException: null);
            return string.Equals(droplet.Name, request.Name, StringComparison.OrdinalIgnoreCase)
                ? droplet
                : throw new CreationUnknownException(errors.Malformed(about, $"it is about the droplet {droplet.Name} (id {droplet.Id})").Message, innerException: null);
        }
        catch (Exception exception) when (ApiRetryPolicy.WasNotSent(exception))
        {
            throw errors.Unreachable(about, exception);
        }
        catch (Exception exception) when (ApiRetryPolicy.IsLost(exception))
        {
            throw new CreationUnknownException(errors.Unreachable(about, exception).Message, exception);
        }
        catch (Exception exception) when (IsMalformed(exception))
        {
            throw new CreationUnknownException(errors.Malformed(about, exception.Message).Message, exception);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> PostAsync(DropletRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var response = await creating.ExecuteAsync(
                async _ => await http.PostAsJsonAsync("v2/droplets", request, DigitalOceanJson.Default.DropletRequest, CancellationToken.None),
                cancellationToken);
            if (attempt == MaxBusy || response.StatusCode != HttpStatusCode.UnprocessableEntity) return response;

            // "... Please try again": nothing was created, and a retry often works.
            var said = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(CancellationToken.None));
            if (!said.Contains("try again", StringComparison.OrdinalIgnoreCase)) return response;
            response.Dispose();
            await Task.Delay(BusyPause * attempt, time, cancellationToken);
        }
    }

    private async IAsyncEnumerable<TItem> ListAsync<TPage, TItem>(
        string path, string query, string about, JsonTypeInfo<TPage> type, [EnumeratorCancellation] CancellationToken cancellationToken, string? scope = null)
        where TPage : class, IPage<TItem>
    {
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await AskAsync(path + query, about, type, scope, cancellationToken);
            foreach (var item in page.Items ?? throw errors.Malformed(about, "it has no list"))
                yield return item ?? throw errors.Malformed(about, "it has an empty entry");

            if (string.IsNullOrEmpty(page.Links?.Pages?.Next)) yield break;
            // Only the query of the link is used, so that the token is never sent to another address.
            var next = Uri.TryCreate(page.Links.Pages.Next, UriKind.Absolute, out var url) ? url.Query : "";
            if (next.Length == 0 || next == query) throw errors.Malformed(about, "the link to the next page is invalid");
            query = next;
        }

        throw errors.Malformed(about, $"it has more than {MaxPages} pages");
    }

    private async Task<T> AskAsync<T>(string path, string about, JsonTypeInfo<T> type, string? scope, CancellationToken cancellationToken)
        where T : class => await AskAsync(path, about, type, mayBeMissing: false, scope, cancellationToken) ?? throw errors.Malformed(about, "it is empty");

    private Task<T?> FindAsync<T>(string path, string about, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => AskAsync(path, about, type, mayBeMissing: true, scope: null, cancellationToken);

    private async Task<T?> AskAsync<T>(string path, string about, JsonTypeInfo<T> type, bool mayBeMissing, string? scope, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var response = await reading.ExecuteAsync(async token => await http.GetAsync(path, token), cancellationToken);
            if (mayBeMissing && response.StatusCode == HttpStatusCode.NotFound) return null;
            if (!response.IsSuccessStatusCode) throw await errors.OfAsync(response, about, scope);
            return await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw errors.Malformed(about, "it is empty");
        }
        catch (Exception exception) when (ApiRetryPolicy.IsLost(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw errors.Unreachable(about, exception);
        }
        catch (Exception exception) when (IsMalformed(exception))
        {
            throw errors.Malformed(about, exception.Message, exception);
        }
    }

    // InvalidOperationException: an unknown text encoding.
    private static bool IsMalformed(Exception exception) => exception is JsonException or InvalidOperationException;
}
