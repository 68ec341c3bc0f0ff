using System.Globalization;
using System.Text.RegularExpressions;
using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>Which images bootstrap supports, and the three ways to name an image.</summary>
internal static partial class DropletImages
{
    /// <summary>The slugs of DigitalOcean's images of the supported platforms: <c>ubuntu-24-04-x64</c>.</summary>
    public static IReadOnlyList<string> Supported { get; } = [.. SupportedPlatform.All.Select(platform => $"{platform.Id}-{platform.VersionId.Replace('.', '-')}-x64")];

    private static readonly IReadOnlyList<string> Distributions = [.. SupportedPlatform.All.Select(platform => platform.Distribution).Distinct(StringComparer.Ordinal)];

    /// <summary>For fixes.</summary>
    public static string Choose { get; } = $"Choose one of {string.Join(", ", Supported)}, or an image of your own that is based on one of them.";

    /// <summary>The id in a configured image. Null if it is a slug or a name.</summary>
    public static long? Id(string image) => long.TryParse(image, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Whether an image can be a slug. A dot at the beginning could change the path of the request.</summary>
    public static bool IsSlug(string image) => DigitalOceanRules.Slug(image) is null && char.IsAsciiLetterOrDigit(image[0]);

    /// <summary>An image of a distribution, or of a version, that bootstrap does not support. Needs no request.</summary>
    public static Obstacle? Unsupported(string image) => !DistributionSlug.IsMatch(image) || Supported.Contains(image, StringComparer.Ordinal)
        ? null
        : new Obstacle($"Stagecraft does not support the image {image}", Choose);

    /// <summary>An image of another distribution, according to DigitalOcean. If that is not known, bootstrap finds out on the host.</summary>
    public static Obstacle? Unsupported(string image, Image? facts)
    {
        var distribution = facts?.Distribution?.Trim();
        if (string.IsNullOrEmpty(distribution)
            || Supported.Contains(image, StringComparer.Ordinal)
            || Distributions.Append(Image.UnknownDistribution).Contains(distribution, StringComparer.OrdinalIgnoreCase))
            return null;
        return new Obstacle($"the distribution of the image {SafeText.Line(image)} is {SafeText.Line(distribution)}, and Stagecraft supports only {string.Join(" and ", Distributions)}", Choose);
    }

    // DISTRO-VERSION-x64, such as centos-stream-9-x64. Slugs of applications, such as docker-20-04, have no architecture.
    [GeneratedRegex(@"^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*-[0-9]+([.-][0-9]+)*-x64\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DistributionSlug { get; }
}
