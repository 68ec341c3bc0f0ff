using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>Describes a failed request: its subject, DigitalOcean's reason, and the fix. Never contains the token.</summary>
internal sealed class ApiErrors(DigitalOceanOptions options, TimeProvider time)
{
    private readonly Redactor redactor = new([options.Token]);

    public CloudException Unreachable(string about, Exception exception) =>
        Error($"DigitalOcean did not answer the request for {about} ({options.ApiUrl.Host}): {exception.Message}", exception);

    public CloudException Malformed(string about, string detail, Exception? exception = null) =>
        Error($"DigitalOcean returned an invalid response for {about}: {detail}", exception);

    public async Task<CloudException> OfAsync(HttpResponseMessage response, string about)
    {
        var said = await MessageAsync(response);
        return Error(response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => $"DigitalOcean rejected the token in {options.TokenSource} for {about}: {said} Create a token with the scopes {TokenScopes.Needed}.",
            HttpStatusCode.Forbidden => $"The token in {options.TokenSource} lacks permission for {about}: {said} It needs the scopes {TokenScopes.Needed}.",
            HttpStatusCode.TooManyRequests => $"DigitalOcean's rate limit was reached by the request for {about}. Run again in {Math.Ceiling(ApiRetryPolicy.WaitOf(response, time.GetUtcNow()).TotalMinutes):0} min.",
            _ => $"DigitalOcean returned status {(int)response.StatusCode} for {about}: {said}",
        });
    }

    private static async Task<string> MessageAsync(HttpResponseMessage response)
    {
        try
        {
            var error = await response.Content.ReadFromJsonAsync(DigitalOceanJson.Default.ErrorAnswer, CancellationToken.None);
            if (string.IsNullOrWhiteSpace(error?.Message)) return "no reason given.";
            var sentence = $"\"{error.Message.Trim().TrimEnd('.')}.\"";
            return string.IsNullOrWhiteSpace(error.RequestId) ? sentence : $"{sentence} (request {error.RequestId})";
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException || ApiRetryPolicy.IsLost(exception))
        {
            return "no reason given.";
        }
    }

    private CloudException Error(string message, Exception? inner = null) => new(SafeText.Line(redactor.Redact(message)), inner);
}

/// <summary>A droplet creation was requested, but no answer says whether the droplet was created.</summary>
internal sealed class CreationUnknownException(string message, Exception? innerException) : Exception(message, innerException);
