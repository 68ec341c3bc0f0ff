using System.Buffers;
using Stagecraft.Bootstrap.Platform;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Docker;

/// <summary>What <c>docker-detect</c> found on a host.</summary>
internal sealed record DockerState
{
    private const int LongestVersion = 64;

    private static readonly SearchValues<char> VersionCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.+~:_-");

    // docker-detect puts it before the name of each component.
    private const string ComponentMark = " +";

    // Besides the runtime, under whatever name the configuration gives it. The last ones are for --init.
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
    }

    /// <summary><c>snap</c> or <c>podman</c> where the command <c>docker</c> is theirs; else empty.</summary>
    public string Impostor { get; }

    /// <summary>The client's path; empty where there is none.</summary>
    public string Client { get; }

    public bool HasClient => Client.Length > 0;

    /// <summary>Null when the daemon does not answer.</summary>
    public string? ServerVersion { get; }

    /// <summary>Null when Compose v2 does not answer.</summary>
    public string? ComposeVersion { get; }

    /// <summary>False where the daemon runs without the containerd that starts its containers.</summary>
    public bool HasContainerd => components.Length == 0 || components.Contains("containerd", StringComparer.Ordinal);

    /// <summary>False where the daemon could not ask the runtime for its version.</summary>
    public bool NamesRuntime => components.Length == 0 || components.Except(OtherComponents, StringComparer.Ordinal).Any();

    /// <summary>Why the program that containerd starts for each container does not start; null where it does.</summary>
    public string? ShimError { get; }

    /// <summary>A run that installed or started Docker has not got as far as to start a container.</summary>
    public bool IsPending { get; }

    public UnitState Unit { get; }

    /// <summary>Installed packages of Ubuntu's and of Docker's kind; asked for only where something is missing.</summary>
    public IReadOnlyList<string> Packages { get; }

    /// <summary>Such packages that dpkg has unpacked and not configured: another run's installation, still at work, or one that was cut off.</summary>
    public IReadOnlyList<string> Unfinished { get; }

    /// <summary>Why the daemon did not answer, as the client put it; empty where the client hangs too.</summary>
    public string Error { get; }

    /// <summary>An earlier version has set up Docker's repository, and installed its key as it was fetched.</summary>
    public bool HasOldSource { get; }

    public bool HasEngine => HasClient && (ServerVersion is not null || (Unit.Exists && Unfinished.Count == 0));

    /// <exception cref="HostFailureException"><c>docker_detect_failed</c>: what stands in Docker's place answers something else than a version, or the host says nothing of its units or packages.</exception>
    public static DockerState From(ScriptAnswer answer) => answer["reason"] != "packages"
        ? new(answer)
        : throw new HostFailureException(
            ErrorCode.DockerDetectFailed,
            $"The host does not tell which packages it has: {SafeText.Line(answer["detail"])}.",
            "On the host, see 'dpkg --audit'. Earlier copies of dpkg's database are /var/lib/dpkg/status-old and in /var/backups.");

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
                ? $"'{command}' says nothing, and that all is well."
                : $"'{command}' answers something that is no version: {SafeText.Line(text.Length <= 200 ? text : text[..200] + "…")}",
            "See what that command prints on the host, and whose program it is ('command -v docker').");
    }
}
