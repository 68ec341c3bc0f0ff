using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tailscale;

/// <summary>The state of Tailscale on a host, as <c>tailscale-detect</c> and <c>tailscale-await</c> report it.</summary>
internal sealed record TailscaleState
{
    /// <summary>The value of <see cref="Error"/> if the client gave no reason.</summary>
    public const string NoReason = "no reason given";

    /// <summary>The path of the client. Empty if there is none.</summary>
    public required string Client { get; init; }

    public required UnitState Unit { get; init; }

    /// <summary>Null if there is no client, or its version cannot be parsed.</summary>
    public required Version? Version { get; init; }

    /// <summary>Null if the daemon does not answer.</summary>
    public required TailscaleStatus? Status { get; init; }

    /// <summary>The client's explanation why the daemon does not answer.</summary>
    public required string Error { get; init; }

    public required TailscalePrefs Prefs { get; init; }

    /// <summary>True if a probe has shown that the host does not reach the node's control server.</summary>
    public bool ServerIsAway { get; init; }

    /// <summary>True if an earlier version set up the repository and installed its key as downloaded.</summary>
    public bool HasOldSource { get; init; }

    /// <summary>True if the daemon has stored a state, which every start creates.</summary>
    public bool HasState { get; init; }

    /// <summary>True if the package is held at its version. Null if there is no package, or this was not probed.</summary>
    public bool? IsHeld { get; init; }

    /// <summary>True if the host forwards IP packets.</summary>
    public bool IsForwarding { get; init; }

    /// <summary>True if a timer on the host is about to put the old settings back, because an earlier run did not confirm its own.</summary>
    public bool IsRestoring { get; init; }

    public bool IsSnap => Client.StartsWith("/snap/", StringComparison.Ordinal);

    /// <summary>True if the client and the daemon are installed. If the client reaches a daemon, no known unit is needed.</summary>
    public bool IsInstalled => Client.Length > 0 && (Status is not null || Unit.Exists);

    /// <exception cref="HostFailureException"><c>network_install_failed</c>: the client printed something that is not a status, or systemd does not report the unit.</exception>
    public static TailscaleState From(ScriptAnswer answer)
    {
        var status = TailscaleStatus.Parse(answer["status"]);
        if (status is null && answer.TryGet("status", out var garbage))
            throw new HostFailureException(
                ErrorCode.NetworkInstallFailed,
                $"'tailscale status --json' printed something that is not a status: {Excerpt(garbage)}",
                "Check what that command prints on the host, and reinstall or upgrade Tailscale there.");

        return new TailscaleState
        {
            Client = answer["client"],
            Unit = UnitState.From("tailscaled.service", answer, ErrorCode.NetworkInstallFailed),
            Version = ClientVersion.Parse(status?.Version ?? answer["version"]),
            Status = status,
            HasState = answer["state"] == "yes",
            IsHeld = answer["want"] switch { "hold" => true, "install" => false, _ => null },
            IsForwarding = answer["forwarding"] != "no",
            IsRestoring = answer["restoring"] == "yes",
            HasOldSource = answer["source"] == "old",
            Error = answer.TryGet("error", out var error) ? SafeText.Line(error) : NoReason,
            Prefs = TailscalePrefs.Parse(answer["prefs"]),
        };
    }

    private static string Excerpt(string text) => text.Length == 0 ? "nothing." : SafeText.Line(text.Length <= 200 ? text : text[..200] + "…");
}

/// <summary>Reads a client's version, which may carry its build: <c>1.98.8-t1241b225b-g0520dfda5</c>.</summary>
internal static class ClientVersion
{
    /// <summary>Null if <paramref name="text"/> is not a version of two to four numbers.</summary>
    public static Version? Parse(string text) => Version.TryParse(text.Split('-')[0], out var version) ? version : null;
}
