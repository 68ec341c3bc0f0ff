using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;
using Stagecraft.Bootstrap.Cloud;

namespace Stagecraft.Providers.DigitalOcean.Api;

/// <summary>The part of DigitalOcean's API v2 that we use. Every failure is a <see cref="CloudException"/> that says what was asked about.</summary>
internal sealed class DigitalOceanApi : IDisposable
{
    // The most that the API gives: https://docs.digitalocean.com/reference/api/reference/#pagination
    private const int PageSize = 200;
    private const int MaxPages = 1000;

    private readonly HttpClient http;
    private readonly ApiErrors errors;
    private readonly ResiliencePipeline<HttpResponseMessage> reading;
    private readonly ResiliencePipeline<HttpResponseMessage> creating;

    public DigitalOceanApi(DigitalOceanOptions options, TimeProvider time, IProgress<string> progress)
    {
        // No redirects: the token is for one address.
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
        {
            BaseAddress = options.ApiUrl,
            Timeout = TimeSpan.FromSeconds(30),
            MaxResponseContentBufferSize = 16 * 1024 * 1024,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.Token.Reveal());
        http.DefaultRequestHeaders.UserAgent.ParseAdd("stagecraft-bootstrap");
        errors = new ApiErrors(options, time);
        reading = ApiPatience.ForReading(time, progress);
        creating = ApiPatience.ForCreating(time, progress);
    }

    public IAsyncEnumerable<Droplet> DropletsWithTagAsync(string tag, CancellationToken cancellationToken) => ListAsync<DropletPage, Droplet>(
        "v2/droplets", $"?tag_name={Uri.EscapeDataString(tag)}&per_page={PageSize}", $"the droplets with the tag {tag}", DigitalOceanJson.Default.DropletPage, cancellationToken);

    public IAsyncEnumerable<Droplet> DropletsWithNameAsync(string name, CancellationToken cancellationToken) => ListAsync<DropletPage, Droplet>(
        "v2/droplets", $"?name={Uri.EscapeDataString(name)}&per_page={PageSize}", $"the droplet {name}", DigitalOceanJson.Default.DropletPage, cancellationToken);

    public IAsyncEnumerable<SshKey> SshKeysAsync(CancellationToken cancellationToken) => ListAsync<SshKeyPage, SshKey>(
        "v2/account/keys", $"?per_page={PageSize}", "the account's SSH keys", DigitalOceanJson.Default.SshKeyPage, cancellationToken);

    public async Task<Droplet> DropletAsync(long id, string name, CancellationToken cancellationToken)
    {
        var about = $"the droplet {name} (id {id})";
        var answer = await AskAsync($"v2/droplets/{id}", about, DigitalOceanJson.Default.DropletAnswer, cancellationToken);
        return answer.Droplet is { } droplet && droplet.Id == id ? droplet : throw errors.Malformed(about, "it is about another droplet");
    }

    /// <exception cref="CreationUnknownException">No answer says whether it was made.</exception>
    public async Task<Droplet> CreateAsync(DropletRequest request, CancellationToken cancellationToken)
    {
        var about = $"the creation of the droplet {request.Name}";
        try
        {
            // Once it is sent the answer is waited for, also when cancelled: only so it is known what exists.
            using var response = await creating.ExecuteAsync(
                async _ => await http.PostAsJsonAsync("v2/droplets", request, DigitalOceanJson.Default.DropletRequest, CancellationToken.None),
                cancellationToken);
            if (response.StatusCode >= HttpStatusCode.InternalServerError)
                throw new CreationUnknownException((await errors.OfAsync(response, about)).Message, innerException: null);
            if (!response.IsSuccessStatusCode) throw await errors.OfAsync(response, about);

            var answer = await response.Content.ReadFromJsonAsync(DigitalOceanJson.Default.DropletAnswer, CancellationToken.None);
            return answer?.Droplet is { Id: > 0 } droplet ? droplet : throw new CreationUnknownException(errors.Malformed(about, "it has no droplet").Message, innerException: null);
        }
        catch (Exception exception) when (ApiPatience.IsLost(exception))
        {
            throw new CreationUnknownException(errors.Unreachable(about, exception).Message, exception);
        }
        catch (Exception exception) when (IsMalformed(exception))
        {
            throw new CreationUnknownException(errors.Malformed(about, exception.Message).Message, exception);
        }
    }

    public void Dispose() => http.Dispose();

    private async IAsyncEnumerable<TItem> ListAsync<TPage, TItem>(
        string path, string query, string about, JsonTypeInfo<TPage> type, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TPage : IPage<TItem>
    {
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await AskAsync(path + query, about, type, cancellationToken);
            foreach (var item in page.Items ?? throw errors.Malformed(about, "it has no list"))
                yield return item ?? throw errors.Malformed(about, "it has an empty entry");

            if (string.IsNullOrEmpty(page.Links?.Pages?.Next)) yield break;
            // Only its query: the token does not follow a link to another place.
            var next = Uri.TryCreate(page.Links.Pages.Next, UriKind.Absolute, out var url) ? url.Query : "";
            if (next.Length == 0 || next == query) throw errors.Malformed(about, "its link to the next page leads nowhere");
            query = next;
        }

        throw errors.Malformed(about, $"it has more than {MaxPages} pages");
    }

    private async Task<T> AskAsync<T>(string path, string about, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await reading.ExecuteAsync(async token => await http.GetAsync(path, token), cancellationToken);
            if (!response.IsSuccessStatusCode) throw await errors.OfAsync(response, about);
            return await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw errors.Malformed(about, "it is empty");
        }
        catch (Exception exception) when (ApiPatience.IsLost(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw errors.Unreachable(about, exception);
        }
        catch (Exception exception) when (IsMalformed(exception))
        {
            throw errors.Malformed(about, exception.Message, exception);
        }
    }

    // The second: an encoding that nobody knows.
    private static bool IsMalformed(Exception exception) => exception is JsonException or InvalidOperationException;
}
