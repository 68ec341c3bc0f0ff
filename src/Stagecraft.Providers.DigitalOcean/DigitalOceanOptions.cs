using System.Text;
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

    /// <summary>
    /// The SSH keys of the account that new droplets accept, at least one. Each entry is a key's name, its id, or its fingerprint:
    /// MD5 as <c>aa:bb:...</c>, or <c>SHA256:...</c> as <c>ssh-keygen -l</c> prints it. An entry that no key or several keys match is a
    /// <see cref="CloudException"/> when a droplet is missing. <see cref="DropletSpec.SshKeys"/> overrides the list for one droplet.
    /// </summary>
    public required IReadOnlyList<string> SshKeys { get; init; }

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
    private const int MaxTag = 255;
    private const int MaxUserData = 64 * 1024;

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

    public static string? SshKeys(IReadOnlyList<string> keys) => keys.Count > 0 && !keys.Any(string.IsNullOrWhiteSpace)
        ? null
        : $"{(keys.Count == 0 ? "is empty" : "contains an empty entry")}. List the names, ids or fingerprints of SSH keys in the account, such as [deploy].";

    /// <summary>A slug, an id or a name. DigitalOcean has no rule for names.</summary>
    public static string? Image(string image)
    {
        if (string.IsNullOrWhiteSpace(image)) return $"is empty. Set it to the slug, the id or the name of an image, such as {DropletSpec.DefaultImage}.";
        return image.All(char.IsAsciiDigit) && DropletImages.Id(image) is null or 0
            ? $"is '{SafeText.Line(image)}', which is not a valid id of an image. Set it to the slug, the id or the name of an image, such as {DropletSpec.DefaultImage}."
            : null;
    }

    public static string? Vpc(string vpc) => vpc.Length > 0 && vpc.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')
        ? null
        : $"is '{SafeText.Line(vpc)}'. It must be the UUID or the name of a VPC: letters, digits, hyphens and dots.";

    public static bool IsUuid(string text) => Guid.TryParseExact(text, "D", out _);

    public static string? Tag(string tag)
    {
        if (tag.Length is 0 or > MaxTag || !tag.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_'))
            return $"contains '{SafeText.Line(tag)}'. A tag is letters, digits, ':', '-' and '_', at most {MaxTag} characters.";
        return tag.StartsWith(DropletTags.Owner, StringComparison.OrdinalIgnoreCase)
            ? $"contains '{tag}'. Tags that begin with '{DropletTags.Owner}' are reserved for Stagecraft."
            : null;
    }

    /// <param name="text">The user data. No message contains it.</param>
    /// <param name="secrets">The secrets of the configuration. Every program on the droplet can read user data.</param>
    public static string? UserData(string text, IEnumerable<Secret> secrets)
    {
        if (Encoding.UTF8.GetByteCount(text) is > MaxUserData and var size) return $"is {size} bytes long; the maximum is {MaxUserData} bytes (64 KiB).";
        if (text.Contains('\0')) return "contains a NUL character. It must be plain text.";
        return secrets.Any(secret => !secret.IsEmpty && text.Contains(secret.Reveal(), StringComparison.Ordinal))
            ? "contains a secret that the configuration uses, such as the API token. Every program on the droplet can read user data, so remove the secret."
            : null;
    }

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
        if (SshKeys(options.SshKeys) is { } wrongKeys) yield return new(nameof(options.SshKeys), wrongKeys);
        if (Url(options.ApiUrl, options.ApiUrl.OriginalString) is { } wrongUrl) yield return new(nameof(options.ApiUrl), wrongUrl);
        if (options.Droplets.Count == 0) yield return new(nameof(options.Droplets), "is empty. Add a droplet.");

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var droplet in options.Droplets)
        {
            if (!names.Add(droplet.Name)) yield return new(nameof(options.Droplets), $"contains '{SafeText.Line(droplet.Name)}' twice.");
            foreach (var why in Problems(droplet, options.Token)) yield return new(nameof(options.Droplets), $"contains '{SafeText.Line(droplet.Name)}': {why}");
        }
    }

    private static IEnumerable<string> Problems(DropletSpec droplet, Secret token)
    {
        if (Environment(droplet.Environment) is { } environment) yield return $"Environment {environment}";
        if (Name(droplet) is { } name) yield return $"HostName {name}";
        if (droplet.Role is { } ofRole && Role(ofRole) is { } role) yield return $"Role {role}";
        if (Slug(droplet.Size) is { } size) yield return $"Size {size}";
        if (Slug(droplet.Region) is { } region) yield return $"Region {region}";
        if (Image(droplet.Image) is { } image) yield return $"Image {image}";
        if (droplet.SshKeys is { } ofKeys && SshKeys(ofKeys) is { } keys) yield return $"SshKeys {keys}";
        if (droplet.Vpc is { } ofVpc && Vpc(ofVpc) is { } vpc) yield return $"Vpc {vpc}";
        foreach (var tag in droplet.Tags.Select(Tag).OfType<string>()) yield return $"Tags {tag}";
        if (droplet.UserData is { } text && UserData(text, [token]) is { } userData) yield return $"UserData {userData}";
    }

    private static bool IsName(string text) => DnsLabel.TryCreate(text, out var label) && label == text;
}
