using System.Buffers;

namespace Stagecraft.Bootstrap;

/// <summary>The answer of <c>docker-detect</c>.</summary>
internal sealed record DockerState
{
    private const int LongestVersion = 64;

    private static readonly SearchValues<char> VersionCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.+~:_-");

    // docker-detect prints this before the name of each component.
    private const string ComponentMark = " +";

    // All components except the runtime, whose name depends on the configuration. The last two are for --init.
    private static readonly string[] OtherComponents = ["Engine", "containerd", "docker-init", "tini"];

    private readonly string[] components;

    private DockerState(ScriptAnswer answer)
    {
        Impostor = answer["impostor"];
        Client = SafeText.Line(answer["client"]);
        ServerVersion = Version("docker version", answer, "server");
        components = [.. answer["server"].Split('\n', 2)[0].Split(ComponentMark).Skip(1)];
        ShimError = answer.TryGet("shim", out var shim) ? SafeText.Line(shim) : null;
        IsPending = answer["pending"] == "yes";
        ComposeVersion = Version("docker compose version", answer, "compose");
        Unit = UnitState.From("docker.service", answer, ErrorCode.DockerDetectFailed);
        Packages = answer["packages"].Split(',', StringSplitOptions.RemoveEmptyEntries);
        Unfinished = answer["unfinished"].Split(',', StringSplitOptions.RemoveEmptyEntries);
        Error = SafeText.Line(answer["error"]);
        HasOldSource = answer["source"] == "old";
        IsUnconfined = answer["apparmor"] == "missing";
    }

    /// <summary><c>snap</c> or <c>podman</c> if the command <c>docker</c> belongs to it. Otherwise empty.</summary>
    public string Impostor { get; }

    /// <summary>The path of the client. Empty if there is none.</summary>
    public string Client { get; }

    public bool HasClient => Client.Length > 0;

    /// <summary>Null if the daemon does not answer.</summary>
    public string? ServerVersion { get; }

    /// <summary>Null if Compose v2 does not answer.</summary>
    public string? ComposeVersion { get; }

    /// <summary>False if the daemon runs without containerd, which starts its containers.</summary>
    public bool HasContainerd => components.Length == 0 || components.Contains("containerd", StringComparer.Ordinal);

    /// <summary>False if the daemon could not get the version of the runtime.</summary>
    public bool NamesRuntime => components.Length == 0 || components.Except(OtherComponents, StringComparer.Ordinal).Any();

    /// <summary>Why the shim, which containerd starts for each container, does not start. Null if it starts.</summary>
    public string? ShimError { get; }

    /// <summary>True if a run that installed or started Docker did not get as far as starting a container.</summary>
    public bool IsPending { get; }

    public UnitState Unit { get; }

    /// <summary>The installed packages, both the distribution's and Docker's. Read only if something is missing.</summary>
    public IReadOnlyList<string> Packages { get; }

    /// <summary>Packages that dpkg has unpacked but not configured: another run's installation is still running, or one was interrupted.</summary>
    public IReadOnlyList<string> Unfinished { get; }

    /// <summary>The client's explanation why the daemon did not answer. Empty if the client hangs too.</summary>
    public string Error { get; }

    /// <summary>True if an earlier version set up Docker's repository and installed its key as downloaded.</summary>
    public bool HasOldSource { get; }

    /// <summary>True if the kernel has AppArmor, but the program with which Docker loads its profile is missing.</summary>
    public bool IsUnconfined { get; }

    public bool HasEngine => HasClient && (ServerVersion is not null || (Unit.Exists && Unfinished.Count == 0));

    /// <exception cref="HostFailureException"><c>docker_detect_failed</c>: the docker command printed something that is not a version, or the host cannot list its units or packages.</exception>
    public static DockerState From(ScriptAnswer answer) => answer["reason"] != "packages"
        ? new(answer)
        : throw new HostFailureException(
            ErrorCode.DockerDetectFailed,
            $"Cannot list the host's packages: {SafeText.Line(answer["detail"])}.",
            "Run 'dpkg --audit' on the host. Earlier copies of dpkg's database are /var/lib/dpkg/status-old and in /var/backups.");

    public override string ToString() => ComposeVersion is null ? $"docker {ServerVersion}" : $"docker {ServerVersion}, compose {ComposeVersion}";

    // Compose 2.0 to 2.17 print a leading v, later ones do not.
    private static string? Version(string command, ScriptAnswer answer, string key)
    {
        if (!answer.TryGet(key, out var said)) return null;
        var text = said.Split('\n', 2)[0].Split(ComponentMark, 2)[0];
        if (text.Length is > 0 and <= LongestVersion && !text.AsSpan().ContainsAnyExcept(VersionCharacters)) return text.TrimStart('v');
        throw new HostFailureException(
            ErrorCode.DockerDetectFailed,
            text.Length == 0
                ? $"'{command}' succeeded but printed nothing."
                : $"'{command}' printed something that is not a version: {SafeText.Line(text.Length <= 200 ? text : text[..200] + "…")}",
            "Check what that command prints on the host, and which program it runs ('command -v docker').");
    }
}
