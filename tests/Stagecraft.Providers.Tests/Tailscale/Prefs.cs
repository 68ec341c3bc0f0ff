using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stagecraft.Providers.Tests.Tailscale;

/// <summary>The output of <c>tailscale debug prefs</c>: the members of ipn/prefs.go, indented like the client does (cmd/tailscale/cli/debug.go).</summary>
internal static class Prefs
{
    // For a node that has logged in. Absent lists are null, as Go writes them.
    private const string Logged = """
        {
          "ControlURL": "https://controlplane.tailscale.com", "RouteAll": false, "ExitNodeID": "", "ExitNodeIP": "", "InternalExitNodePrior": "",
          "ExitNodeAllowLANAccess": false, "CorpDNS": true, "RunSSH": false, "RunWebClient": false, "WantRunning": true, "LoggedOut": false,
          "ShieldsUp": false, "AdvertiseTags": null, "Hostname": "app-1", "NotepadURLs": false, "AdvertiseRoutes": null, "AdvertiseServices": null,
          "Sync": null, "NoSNAT": false, "NoStatefulFiltering": true, "NetfilterMode": 2, "AutoUpdate": { "Check": true, "Apply": null },
          "AppConnector": { "Advertise": false }, "PostureChecking": false, "NetfilterKind": "", "RemoteConfig": false, "DriveShares": null,
          "Config": { "PrivateNodeKey": "privkey:0000000000000000000000000000000000000000000000000000000000000000", "UserProfile": { "ID": 1, "LoginName": "ops" }, "NodeID": "nWxyzCNTRL" }
        }
        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, IndentCharacter = '\t', IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Default => With("{}");

    /// <summary>The settings with the members of the object <paramref name="changes"/> replaced.</summary>
    public static string With(string changes)
    {
        var prefs = JsonNode.Parse(Logged)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject()) prefs[name] = value?.DeepClone();
        return prefs.ToJsonString(Indented);
    }

    /// <summary>As a line of the detect script's answer.</summary>
    public static string Line(string changes) => $"\nprefs={With(changes).ReplaceLineEndings(" ")}";
}
