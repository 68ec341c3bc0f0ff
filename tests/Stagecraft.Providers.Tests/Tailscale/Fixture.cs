using System.Text.RegularExpressions;
using Stagecraft.Providers.Tests.StandIn;
using Stagecraft.Testing;

namespace Stagecraft.Providers.Tests.Tailscale;

/// <summary>Answers of real clients in the form of the detect script: on one line.</summary>
internal static partial class Fixture
{
    public static string Json(string name)
    {
        using var stream = typeof(Fixture).Assembly.GetManifestResourceStream(name + ".json")!;
        using var reader = new StreamReader(stream);
        return Spaces().Replace(reader.ReadToEnd().Trim(), " ");
    }

    /// <summary>The answer of <c>tailscale-detect</c> with the client installed and its daemon in this state.</summary>
    public static string Detected(string name, string unitFileState = "enabled") => Installed(Json(name), unitFileState);

    public static string Installed(string status, string unitFileState = "enabled") =>
        $"client=/usr/bin/tailscale\nLoadState=loaded\nUnitFileState={unitFileState}\nstatus={status}";

    /// <summary>The answer of <c>tailscale-detect</c> in this recorded state, with these settings.</summary>
    public static string Recorded(RecordedState recorded, string settings = "{}") =>
        Installed(Spaces().Replace(recorded.Status.GetRawText(), " ")) + Prefs.Line(settings);

    /// <summary>The running node, with one text replaced.</summary>
    public static string Running(string text, string replacement)
    {
        var json = Json("running");
        return json.Contains(text, StringComparison.Ordinal) ? Installed(json.Replace(text, replacement, StringComparison.Ordinal)) : throw new ArgumentException(text, nameof(text));
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, Eventually.LimitMilliseconds)]
    private static partial Regex Spaces();
}
