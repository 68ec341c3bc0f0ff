using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Stagecraft.Bootstrap.Cloud;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Providers.DigitalOcean.Api;

/// <summary>What went wrong with a request, in words: what was asked about, what DigitalOcean said, what to do. Never the token.</summary>
internal sealed class ApiErrors(DigitalOceanOptions options, TimeProvider time)
{
    private readonly Redactor redactor = new([options.Token]);

    public CloudException Unreachable(string about, Exception exception) =>
        Error($"DigitalOcean gave no answer about {about} ({options.ApiUrl.Host}): {exception.Message}", exception);

    public CloudException Malformed(string about, string detail, Exception? exception = null) =>
        Error($"DigitalOcean's answer about {about} is not what its API promises: {detail}", exception);

    public async Task<CloudException> OfAsync(HttpResponseMessage response, string about)
    {
        var said = await MessageAsync(response);
        return Error(response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => $"DigitalOcean refused the token in the environment variable {options.TokenVariable}, asked about {about}: {said} Create a token with the scopes {TokenScopes.Needed}.",
            HttpStatusCode.Forbidden => $"The token in the environment variable {options.TokenVariable} may not do what {about} takes: {said} It needs the scopes {TokenScopes.Needed}.",
            HttpStatusCode.TooManyRequests => $"DigitalOcean's rate limit is reached, asked about {about}; it lifts in {Math.Ceiling(ApiPatience.WaitOf(response, time.GetUtcNow()).TotalMinutes):0} min. Run again then.",
            _ => $"DigitalOcean answered {(int)response.StatusCode} about {about}: {said}",
        });
    }

    private static async Task<string> MessageAsync(HttpResponseMessage response)
    {
        try
        {
            var error = await response.Content.ReadFromJsonAsync(DigitalOceanJson.Default.ErrorAnswer, CancellationToken.None);
            if (string.IsNullOrWhiteSpace(error?.Message)) return "it gave no reason.";
            var sentence = $"{error.Message.Trim().TrimEnd('.')}.";
            return string.IsNullOrWhiteSpace(error.RequestId) ? sentence : $"{sentence} (request {error.RequestId})";
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException || ApiPatience.IsLost(exception))
        {
            return "it gave no reason.";
        }
    }

    private CloudException Error(string message, Exception? inner = null) => new(SafeText.Line(redactor.Redact(message)), inner);
}
