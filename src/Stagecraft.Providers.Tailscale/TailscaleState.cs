using Stagecraft.Bootstrap.Platform;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Providers.Tailscale;

/// <summary>What there is of Tailscale on a host, as <c>tailscale-detect</c> and <c>tailscale-await</c> answer.</summary>
internal sealed record TailscaleState
{
    /// <summary>Stands for <see cref="Error"/> where the client has not come to say one.</summary>
    public const string NoReason = "it says nothing";

    /// <summary>The client's path; empty where there is none.</summary>
    public required string Client { get; init; }

    public required UnitState Unit { get; init; }

    /// <summary>Null where the client is absent or says none that can be read.</summary>
    public required Version? Version { get; init; }

    /// <summary>Null where the daemon does not answer.</summary>
    public required TailscaleStatus? Status { get; init; }

    /// <summary>Why the daemon does not answer, as the client says it.</summary>
    public required string Error { get; init; }

    public required TailscalePrefs Prefs { get; init; }

    /// <summary>The host has been asked, and does not reach the node's control server.</summary>
    public bool ServerIsAway { get; init; }

    /// <summary>An earlier version has set up the repository, and installed its key as it was fetched.</summary>
    public bool HasOldSource { get; init; }

    public bool IsSnap => Client.StartsWith("/snap/", StringComparison.Ordinal);

    /// <summary>Both parts are there; a client that reaches a daemon needs no unit that we know.</summary>
    public bool IsInstalled => Client.Length > 0 && (Status is not null || Unit.Exists);

    /// <exception cref="HostFailureException"><c>network_install_failed</c>: the client answers something else than a status, or the host says nothing of its unit.</exception>
    public static TailscaleState From(ScriptAnswer answer)
    {
        var status = TailscaleStatus.Parse(answer["status"]);
        if (status is null && answer.TryGet("status", out var garbage))
            throw new HostFailureException(
                ErrorCode.NetworkInstallFailed,
                $"'tailscale status --json' answers something that is no status: {Excerpt(garbage)}",
                "See what that command prints on the host, and reinstall or upgrade Tailscale there.");

        return new TailscaleState
        {
            Client = answer["client"],
            Unit = UnitState.From("tailscaled.service", answer, ErrorCode.NetworkInstallFailed),
            Version = ClientVersion.Parse(status?.Version ?? answer["version"]),
            Status = status,
            HasOldSource = answer["source"] == "old",
            Error = answer.TryGet("error", out var error) ? SafeText.Line(error) : NoReason,
            Prefs = TailscalePrefs.Parse(answer["prefs"]),
        };
    }

    private static string Excerpt(string text) => text.Length == 0 ? "nothing at all." : SafeText.Line(text.Length <= 200 ? text : text[..200] + "…");
}
