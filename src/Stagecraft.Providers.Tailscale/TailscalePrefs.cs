using System.Text.Json;

namespace Stagecraft.Providers.Tailscale;

/// <summary>
/// The settings that bootstrap reads from <c>tailscale debug prefs</c>. A missing setting has its default:
/// https://github.com/tailscale/tailscale/blob/main/ipn/prefs.go
/// </summary>
internal sealed record TailscalePrefs
{
    /// <summary>False if the client did not report its settings, so all values are the defaults.</summary>
    public bool IsKnown { get; private init; }

    /// <summary>No other node can open a connection to this one.</summary>
    public bool ShieldsUp { get; private init; }

    public bool Ssh { get; private init; }

    public bool AcceptRoutes { get; private init; }

    public bool AcceptDns { get; private init; } = true;

    /// <summary>The advertised routes, except those of an exit node.</summary>
    public IReadOnlyList<string> AdvertiseRoutes { get; private init; } = [];

    public bool AdvertiseExitNode { get; private init; }

    /// <summary>Null if it was never set, so that the tailnet's default applies.</summary>
    public bool? AutoUpdate { get; private init; }

    /// <summary>The control server that the node uses. Empty if the client does not report it.</summary>
    public string ControlUrl { get; private init; } = "";

    private string ExitNodeIP { get; init; } = "";

    private string ExitNodeId { get; init; } = "";

    private string AutoExitNode { get; init; } = "";

    /// <summary>The exit node as <c>tailscale set --exit-node</c> takes it. Empty if there is none.</summary>
    /// <param name="status">Has the addresses of the exit node: once the daemon knows the node, the settings contain only its id.</param>
    public string ExitNode(TailscaleStatus? status) => this switch
    {
        { AutoExitNode.Length: > 0 } => $"auto:{AutoExitNode}",
        { ExitNodeIP.Length: > 0 } => ExitNodeIP,
        { ExitNodeId.Length: > 0 } => status?.ExitNodeAddresses is [var address, ..] ? address : ExitNodeId,
        _ => "",
    };

    public static TailscalePrefs Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text.Length == 0 ? "null" : text);
            var prefs = json.RootElement;
            if (prefs.ValueKind != JsonValueKind.Object) return new();

            var routes = prefs.Texts("AdvertiseRoutes");
            return new TailscalePrefs
            {
                IsKnown = true,
                ShieldsUp = prefs.Flag("ShieldsUp") == true,
                Ssh = prefs.Flag("RunSSH") == true,
                AcceptRoutes = prefs.Flag("RouteAll") == true,
                AcceptDns = prefs.Flag("CorpDNS") != false,
                AdvertiseRoutes = [.. routes.Where(route => !TailscaleRoute.IsExit(route))],
                AdvertiseExitNode = routes.Count(TailscaleRoute.IsExit) > 1,
                AutoUpdate = prefs.Member("AutoUpdate").Flag("Apply"),
                ControlUrl = prefs.Text("ControlURL"),
                ExitNodeIP = prefs.Text("ExitNodeIP"),
                ExitNodeId = prefs.Text("ExitNodeID"),
                AutoExitNode = prefs.Text("AutoExitNode"),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape sequence that is not valid UTF-16.
            return new();
        }
    }
}
