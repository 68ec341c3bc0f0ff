using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tailscale;

/// <summary>The provider's scripts. The first lines of each script describe its parameters.</summary>
internal static class TailscaleScripts
{
    /// <summary>The placeholder for an omitted parameter.</summary>
    public const string None = "-";

    private static readonly string Library = RemoteScript.Read(typeof(TailscaleScripts).Assembly, "tailscale");
    private static readonly string SourceLibrary = RemoteScript.Read(typeof(TailscaleScripts).Assembly, "tailscale-repository");

    public static readonly RemoteScript Detect = Load("tailscale-detect");
    public static readonly RemoteScript Await = Load("tailscale-await");
    public static readonly RemoteScript Path = Load("tailscale-path");
    public static readonly RemoteScript Source = RemoteScript.Load(typeof(TailscaleScripts).Assembly, "tailscale-source", SourceLibrary, AptLibrary.Text);
    public static readonly RemoteScript Install = Load("tailscale-install", SourceLibrary, UnitLibrary.Text, AptLibrary.Text);
    public static readonly RemoteScript Hold = Load("tailscale-hold", AptLibrary.Text);
    public static readonly RemoteScript Clean = Load("tailscale-clean");
    public static readonly RemoteScript Start = Load("tailscale-start", UnitLibrary.Text);
    public static readonly RemoteScript Up = Load("tailscale-up");
    public static readonly RemoteScript Login = Load("tailscale-login");
    public static readonly RemoteScript Retag = Load("tailscale-retag");
    public static readonly RemoteScript Reauth = Load("tailscale-reauth");
    public static readonly RemoteScript Rejoin = Load("tailscale-rejoin");
    public static readonly RemoteScript Rename = Load("tailscale-rename");
    public static readonly RemoteScript Reclaim = Load("tailscale-reclaim");
    public static readonly RemoteScript Leave = Load("tailscale-leave");
    public static readonly RemoteScript Control = Load("tailscale-control");
    public static readonly RemoteScript Lock = Load("tailscale-lock");
    public static readonly RemoteScript Set = Load("tailscale-set");
    public static readonly RemoteScript Guard = Load("tailscale-guard");
    public static readonly RemoteScript Keep = Load("tailscale-keep");
    public static readonly RemoteScript Tun = Load("tailscale-tun");
    public static readonly RemoteScript Peers = Load("tailscale-peers");

    public static string Words(IReadOnlyList<string> words) => words.Count > 0 ? string.Join(',', words) : None;

    private static RemoteScript Load(string name, params ReadOnlySpan<string> libraries) =>
        RemoteScript.Load(typeof(TailscaleScripts).Assembly, name, [Library, .. libraries]);
}
