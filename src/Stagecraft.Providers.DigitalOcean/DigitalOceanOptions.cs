using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>The account and the droplets that it should have.</summary>
public sealed record DigitalOceanOptions
{
    internal static readonly Uri PublicApi = new("https://api.digitalocean.com/");

    /// <summary>An API token of the account. Its scopes are listed in the message that reports a missing one.</summary>
    public required Secret Token { get; init; }

    /// <summary>The source of the token, for messages: <c>the environment variable DO_TOKEN</c>.</summary>
    internal string TokenSource { get; init; } = $"{nameof(DigitalOceanOptions)}.{nameof(Token)}";

    /// <summary>The name of the account's SSH key that new droplets accept.</summary>
    public required string SshKeyName { get; init; }

    /// <summary>The URL of the API. The default is <c>https://api.digitalocean.com/</c>. It must be an https URL, except on loopback addresses.</summary>
    public Uri ApiUrl { get; init => field = WithSlash(value); } = PublicApi;

    /// <summary>The droplets of all environments, in any order.</summary>
    public required IReadOnlyList<DropletSpec> Droplets { get; init; }

    /// <summary>The droplets of each environment, sorted by name.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<DropletSpec>> Environments => Droplets
        .GroupBy(droplet => droplet.Environment, StringComparer.Ordinal)
        .ToDictionary(
            environment => environment.Key,
            environment => (IReadOnlyList<DropletSpec>)[.. environment.OrderBy(droplet => droplet.HostName, StringComparer.Ordinal)],
            StringComparer.Ordinal);

    // Paths of the API are relative to the URL.
    private static Uri WithSlash(Uri url) => url.IsAbsoluteUri && !url.AbsoluteUri.EndsWith('/') ? new Uri(url.AbsoluteUri + "/") : url;
}

/// <summary>
/// The rules for the values of <see cref="DigitalOceanOptions"/>. The section of <c>stagecraft.yml</c> reports what is wrong at
/// the key; the provider reports it for options that are built in code.
/// </summary>
internal static class DigitalOceanRules
{
    /// <summary>The rest of a sentence that names the token's source.</summary>
    // HTTP headers allow no other characters, and the exception about an invalid one would contain the token.
    public static string? Token(string token) => token.All(c => c is > ' ' and <= '~')
        ? null
        : "contains a character that is not valid in a token. Set it to the token and nothing else.";

    public static string? Environment(string name) => IsName(name) ? null : "is not a valid environment name. Use lower-case letters, digits and inner hyphens.";

    public static string? Name(DropletSpec droplet) => IsName(droplet.HostName) && IsName(droplet.Name)
        ? null
        : $"results in the droplet name '{SafeText.Line(droplet.Name)}', which is not valid. Use lower-case letters, digits and inner hyphens, at most 63 characters.";

    public static string? Role(string role) => IsName(role) ? null : $"is '{SafeText.Line(role)}'. It becomes part of a tag, so use lower-case letters, digits and inner hyphens.";

    public static string? Slug(string slug) => slug.Length > 0 && slug.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.')
        ? null
        : $"is '{SafeText.Line(slug)}'. It must be a DigitalOcean slug, such as fra1 or s-1vcpu-1gb.";

    /// <summary>The token is sent there. Without TLS, only loopback addresses are allowed.</summary>
    public static string? Url(Uri? url, string text) =>
        url is { IsAbsoluteUri: true }
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0
            ? null
            : $"is '{SafeText.Url(text)}'. It must be an https URL without user or query, such as https://api.digitalocean.com.";

    /// <summary>The rules for options that are built in code.</summary>
    public static IEnumerable<OptionProblem> Problems(DigitalOceanOptions options)
    {
        var token = options.Token.Reveal();
        if (token.Length < SecretText.MinLength)
            yield return new(nameof(options.Token), token.Length == 0 ? "is empty. Set it to an API token." : $"is too short to be a secret (minimum {SecretText.MinLength} characters).");
        else if (Token(token) is { } wrongToken)
            yield return new(nameof(options.Token), wrongToken);
        if (string.IsNullOrWhiteSpace(options.SshKeyName)) yield return new(nameof(options.SshKeyName), "is required.");
        if (Url(options.ApiUrl, options.ApiUrl.OriginalString) is { } wrongUrl) yield return new(nameof(options.ApiUrl), wrongUrl);
        if (options.Droplets.Count == 0) yield return new(nameof(options.Droplets), "is empty. Add a droplet.");

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var droplet in options.Droplets)
        {
            if (!names.Add(droplet.Name)) yield return new(nameof(options.Droplets), $"contains '{SafeText.Line(droplet.Name)}' twice.");
            foreach (var why in Problems(droplet)) yield return new(nameof(options.Droplets), $"contains '{SafeText.Line(droplet.Name)}': {why}");
        }
    }

    private static IEnumerable<string> Problems(DropletSpec droplet)
    {
        if (Environment(droplet.Environment) is { } environment) yield return $"Environment {environment}";
        if (Name(droplet) is { } name) yield return $"HostName {name}";
        if (droplet.Role is { } ofRole && Role(ofRole) is { } role) yield return $"Role {role}";
        if (Slug(droplet.Size) is { } size) yield return $"Size {size}";
        if (Slug(droplet.Region) is { } region) yield return $"Region {region}";
    }

    private static bool IsName(string text) => DnsLabel.TryCreate(text, out var label) && label == text;
}
