using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Platform;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Docker;

/// <summary>Docker Engine and Compose v2 answer on the host: detect, decide, change, verify.</summary>
internal sealed class DockerStep(DockerOptions options)
{
    private static readonly RemoteScript Runtime = RemoteScript.Load(typeof(DockerStep).Assembly, "docker-runtime", DockerInstaller.Library);
    private static readonly RemoteScript Detect = RemoteScript.Load(typeof(DockerStep).Assembly, "docker-detect", DockerInstaller.Library);

    /// <summary>What the step asks first; null when it is switched off.</summary>
    public RemoteScript? Question => options.Enabled ? Detect : null;

    /// <param name="session">The host.</param>
    /// <param name="ahead">What an installation of Docker is to bring along, or null.</param>
    /// <param name="cancellationToken">Leaves the host.</param>
    public async Task<string> RunAsync(HostSession session, PackagesAhead? ahead, CancellationToken cancellationToken)
    {
        var state = DockerState.From(await session.AskAsync(Detect, cancellationToken));
        RefuseImpostor(state);
        if (state.HasOldSource) state = await ReplaceSourceAsync(state, session, cancellationToken);
        if (IsSilent(state))
        {
            // One that has refused to answer may have been about to start; one that hangs has had its time.
            if (state.Error.Length > 0) state = DockerState.From(await session.AskAsync(Detect, cancellationToken));
            RefuseMasked(state);
            // To start it would change nothing, and what its client says of Compose means nothing.
            if (IsSilent(state)) throw state.Error.Length == 0 ? NoAnswer("docker.service runs, and its daemon does not answer", state) : ClientFails(state.Client, state.Error);
        }

        if (Decide(state, ahead, session) is { } change)
        {
            var made = await session.ChangeAsync(change with { Questions = [Detect] }, cancellationToken);
            if (made is null) return change.Description;
            AptLibrary.Warn(session, made);
            if (ahead is not null && made["along"] == "yes") session.ChangedAhead(ahead.Description);
            if (!made.Succeeded) throw Failure(made);
            state = DockerState.From(await session.AskAsync(Detect, cancellationToken));
        }

        Verify(state);
        await VerifyRuntimeAsync(state, session, cancellationToken);
        session.Facts = session.Facts with { DockerVersion = state.ServerVersion, ComposeVersion = state.ComposeVersion };
        return state.ToString();
    }

    // Apart from whatever else there is to do: the key of a host that is ready otherwise is replaced too.
    private async Task<DockerState> ReplaceSourceAsync(DockerState state, HostSession session, CancellationToken cancellationToken)
    {
        var change = DockerInstaller.ReplaceSource(options, session);
        var made = await session.ChangeAsync(change with { Questions = [Detect] }, cancellationToken);
        if (made is null) return state;
        AptLibrary.Warn(session, made);
        if (!made.Succeeded) throw ChangeFailure.From(made, "The package key of docker-ce could not be replaced", ErrorCode.DockerInstallFailed);
        return DockerState.From(await session.AskAsync(Detect, cancellationToken));
    }

    private HostChange? Decide(DockerState state, PackagesAhead? ahead, HostSession session)
    {
        var missing = DockerInstaller.MissingPackages(state, options);
        if (missing.Count > 0)
        {
            if (options.InstallMethod == DockerInstallMethod.Skip)
                throw new HostFailureException(
                    ErrorCode.DockerDetectFailed,
                    $"{(state.HasEngine ? "Compose v2" : "Docker")} is not installed, and docker.installMethod is skip.",
                    "Install it in the host's image, or let bootstrap do it with docker.installMethod apt or docker-ce.");
            DockerInstaller.RefuseToMix(state, options.InstallMethod, missing);
            RefuseMasked(state);
            return DockerInstaller.Install(missing, state, options, ahead, session);
        }

        if (state is { ServerVersion: not null, Unit.IsDisabled: false, HasContainerd: true, IsPending: false }) return null;
        RefuseMasked(state);
        return state switch
        {
            { ServerVersion: null } => DockerInstaller.StartDaemon("start docker", "its daemon does not answer", session),
            { Unit.IsDisabled: true } => DockerInstaller.StartDaemon("enable docker at boot", "docker.service is disabled", session),
            { HasContainerd: false } => DockerInstaller.StartDaemon("start containerd", "it does not answer, so that no container can start", session),
            _ => DockerInstaller.StartDaemon("finish what an earlier run began: prove that docker starts a container", "the run that installed or started it did not get that far", session),
        };
    }

    /// <summary>A daemon answers also where no container can start.</summary>
    private static async Task VerifyRuntimeAsync(DockerState state, HostSession session, CancellationToken cancellationToken)
    {
        if (!state.HasContainerd)
            throw new HostFailureException(
                ErrorCode.DockerVerifyFailed,
                "Docker answers, but containerd does not, so no container can start.",
                "See 'systemctl status containerd' on the host.");
        if (state.ShimError is { } shim)
            throw new HostFailureException(
                ErrorCode.DockerVerifyFailed,
                $"Docker answers, but cannot start a container: containerd-shim-runc-v2 does not start: {shim.TrimEnd('.')}.",
                "Reinstall the package that has it on the host (containerd or containerd.io).");
        if (state.NamesRuntime) return;

        var runtime = await session.AskAsync(Runtime, cancellationToken);
        if (runtime["starts"] == "yes") return;
        var name = SafeText.Line(runtime.TryGet("name", out var said) ? said : "its runtime");
        throw new HostFailureException(
            ErrorCode.DockerVerifyFailed,
            $"Docker answers, but cannot start a container: {name} does not start: {SafeText.Line(runtime["error"]).TrimEnd('.')}.",
            $"Run '{name} --version' on the host, and reinstall the package that has it.");
    }

    private void Verify(DockerState state)
    {
        if (state.ServerVersion is null)
            throw state is { Unit.IsActive: true, Error.Length: > 0 } ? ClientFails(state.Client, state.Error) : NoAnswer("Docker is installed, but its daemon does not answer", state);
        if (state.ComposeVersion is null && options.ComposeRequired)
            throw new HostFailureException(
                ErrorCode.DockerVerifyFailed,
                "Docker answers, but 'docker compose version' does not.",
                "On the host, see what 'docker compose version' prints; if Compose is not needed, set docker.composeRequired: false.");
        if (options.Version is { } wanted && !IsVersion(state.ServerVersion, wanted))
            throw new HostFailureException(
                ErrorCode.DockerVerifyFailed,
                $"Docker {state.ServerVersion} is installed, and docker.version asks for {wanted}.",
                "Bootstrap never changes an installed version: upgrade Docker on the host, or set docker.version to latest.");
    }

    private static bool IsSilent(DockerState state) => state is { HasEngine: true, ServerVersion: null, Unit.IsActive: true };

    private static HostFailureException NoAnswer(string what, DockerState state) => new(
        ErrorCode.DockerVerifyFailed,
        $"{what}{(state.Error.Length == 0 ? "" : ": " + state.Error.TrimEnd('.'))}.",
        "On the host, see 'systemctl status docker' and 'journalctl -u docker'.");

    /// <summary>The daemon is up: what is wrong is between it and this client, of which a host may have several.</summary>
    private static HostFailureException ClientFails(string client, string error) => new(
        ErrorCode.DockerVerifyFailed,
        $"docker.service runs, and the client {client} fails: {error.TrimEnd('.')}.",
        error.Contains("client version", StringComparison.Ordinal)
            ? $"The first client in PATH does not go with the daemon: remove {client} on the host, or upgrade it, then run again."
            : "On the host, see what 'docker version' prints, and 'systemctl status docker'.");

    // 27.5 accepts 27.5.1, and not 27.50.
    private static bool IsVersion(string installed, string wanted) =>
        installed.StartsWith(wanted, StringComparison.Ordinal)
        && (installed.Length == wanted.Length || !char.IsAsciiDigit(installed[wanted.Length]));

    private static void RefuseImpostor(DockerState state)
    {
        if (state.Impostor == "snap")
            throw new HostFailureException(
                ErrorCode.DockerDetectFailed,
                "Docker is installed as a snap, which cannot see most of the file system.",
                "Move its data away and run 'snap remove docker' on the host; bootstrap then installs the package.");
        if (state.Impostor == "podman")
            throw new HostFailureException(
                ErrorCode.DockerDetectFailed,
                "The command docker is podman (package podman-docker).",
                "Run 'apt-get remove podman-docker' on the host; bootstrap then installs Docker.");
    }

    private static void RefuseMasked(DockerState state)
    {
        if (state.Unit.IsMasked)
            throw new HostFailureException(
                ErrorCode.DockerVerifyFailed,
                "docker.service is masked: somebody has switched Docker off on purpose.",
                "If that is over, run 'systemctl unmask docker.service' on the host.");
    }

    private static HostFailureException Failure(ScriptAnswer made) => made["reason"] switch
    {
        "client" => ClientFails(SafeText.Line(made["client"]), SafeText.Line(made["detail"])),
        "answer" => ChangeFailure.From(made, "The Docker daemon runs, and does not answer", ErrorCode.DockerVerifyFailed),
        "start" => ChangeFailure.From(made, "The Docker daemon does not start", ErrorCode.DockerVerifyFailed),
        "container" => ChangeFailure.From(made, "Docker runs, but cannot start a container", ErrorCode.DockerVerifyFailed),
        _ => ChangeFailure.From(made, "Docker could not be installed", ErrorCode.DockerInstallFailed),
    };
}
