namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>The phases of a bootstrap, with the names that docs/kill-points.md uses.</summary>
internal static class KillPhase
{
    public const string Connecting = "connecting";
    public const string Installation = "installation";
    public const string AfterTheEnd = "after the end";

    /// <summary>The phase of a remote command.</summary>
    /// <param name="command">Its scripts, joined by <c>+</c>, with or without their arguments.</param>
    public static string Of(string command)
    {
        string[] scripts = [.. command.Split('+').Select(script => script.Split(' ')[0])];
        // The script that sets up a package repository may come first.
        if (scripts.Any(script => script is "docker-apt" or "tailscale-install")) return Installation;
        return scripts[0] switch
        {
            "preflight" => "first probe",
            "tailscale-login" => "login",
            var other => other,
        };
    }
}
