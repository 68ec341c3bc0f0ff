namespace Stagecraft.Providers.DigitalOcean.Api;

internal sealed record Region(string? Slug, bool? Available = null)
{
    /// <summary>Whether a region matches the requested one. DigitalOcean accepts <c>nyc</c> for any of <c>nyc1</c>, <c>nyc2</c>, ...</summary>
    public static bool Matches(string wanted, string? slug) =>
        slug == wanted || (slug?.StartsWith(wanted, StringComparison.Ordinal) == true && slug.AsSpan(wanted.Length).ContainsAnyExceptInRange('0', '9') is false);
}
