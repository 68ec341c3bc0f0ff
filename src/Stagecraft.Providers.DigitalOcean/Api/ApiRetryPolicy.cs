using System.Globalization;
using System.Net;
using Polly;
using Polly.Retry;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>When and after which delay a request is sent again.</summary>
internal static class ApiRetryPolicy
{
    /// <summary>The longest wait for a rate limit. A longer wait is reported as an error, because a build should not hang for an hour.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    private const int MaxLimited = 10;
    private const int MaxFailures = 4;

    /// <summary>For requests that change nothing. Retries after a rate limit, a server error and a lost connection.</summary>
    public static ResiliencePipeline<HttpResponseMessage> ForReading(TimeProvider time, IProgress<string> progress) =>
        Limited(time, progress)
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is { } exception
                    ? IsLost(exception)
                    : attempt.Outcome.Result!.StatusCode >= HttpStatusCode.InternalServerError),
                MaxRetryAttempts = MaxFailures,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(1),
            })
            .Build();

    /// <summary>For requests that create something. Retries only if certainly nothing was created: after a rate limit, or if there was no connection.</summary>
    public static ResiliencePipeline<HttpResponseMessage> ForCreating(TimeProvider time, IProgress<string> progress) =>
        Limited(time, progress)
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is { } exception && WasNotSent(exception)),
                MaxRetryAttempts = MaxFailures,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(1),
            })
            .Build();

    /// <summary>There was no connection to send the request on.</summary>
    public static bool WasNotSent(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    /// <summary>It is not known whether the request arrived.</summary>
    public static bool IsLost(Exception exception) =>
        exception is HttpRequestException or IOException or TaskCanceledException { InnerException: TimeoutException };

    // https://docs.digitalocean.com/reference/api/reference/#rate-limit
    public static TimeSpan WaitOf(HttpResponseMessage response, DateTimeOffset now)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ => response.Headers.TryGetValues("ratelimit-reset", out var values)
                && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
                ? DateTimeOffset.FromUnixTimeSeconds(seconds) - now
                : TimeSpan.FromSeconds(10),
        };
        // The reset time is in whole seconds, and clocks differ.
        return wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait;
    }

    private static ResiliencePipelineBuilder<HttpResponseMessage> Limited(TimeProvider time, IProgress<string> progress) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = attempt => ValueTask.FromResult(
                    attempt.Outcome.Result is { StatusCode: HttpStatusCode.TooManyRequests } response && WaitOf(response, time.GetUtcNow()) <= LongestWait),
                MaxRetryAttempts = MaxLimited,
                DelayGenerator = attempt => ValueTask.FromResult<TimeSpan?>(WaitOf(attempt.Outcome.Result!, time.GetUtcNow())),
                OnRetry = attempt =>
                {
                    progress.Report($"DigitalOcean's rate limit is reached; continuing in {Math.Ceiling(attempt.RetryDelay.TotalSeconds):0} s, as DigitalOcean requested.");
                    return default;
                },
            });
}
