using Stagecraft.Bootstrap;
using Stagecraft.Providers.Tailscale;
using Stagecraft.Testing.Cloud;

namespace Stagecraft.Providers.Tests.Tailscale.ControlServer;

internal static class Replacing
{
    /// <summary>A provider of the server's tailnet, which replaces offline nodes.</summary>
    public static TailscaleProvider Provider(this ControlServerStandIn server, Func<TailscaleOptions, TailscaleOptions>? change = null)
    {
        var options = new TailscaleOptions
        {
            AuthKey = new Secret(TailscaleConfig.Key),
            AuthKeySource = "the environment variable TS_AUTHKEY",
            TailnetDomain = "example.ts.net",
            DefaultTags = ["tag:stagecraft"],
            RoleTags = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["app"] = ["tag:app"] },
            LoginServer = server.IsHeadscale ? server.Url : null,
            ApiKey = new Secret(server.IsHeadscale ? ControlServerStandIn.ApiKey : ControlServerStandIn.OAuthSecret),
            ApiKeySource = "the environment variable API_KEY",
            ApiUrl = new Uri(server.Url),
            ReplaceOfflineNode = true,
        };
        return new TailscaleProvider(change is null ? options : change(options), isChecked: true, new ImpatientTime());
    }
}
