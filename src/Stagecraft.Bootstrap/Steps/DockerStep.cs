namespace Stagecraft.Bootstrap;

/// <summary>Ensures that Docker Engine and Compose v2 work on the host: detect, decide, change, verify.</summary>
internal sealed class DockerStep(DockerOptions options)
{
    private static readonly RemoteScript Runtime = RemoteScript.Load(typeof(DockerStep).Assembly, "docker-runtime", DockerInstaller.Library);
    private static readonly RemoteScript Detect = RemoteScript.Load(typeof(DockerStep).Assembly, "docker-detect", DockerInstaller.Library);

    private readonly DockerSettings settings = new(options);

    /// <summary>The step's first probes. Empty if the step is disabled.</summary>
    /// <param name="loginUser">The account of the connection.</param>
    public IEnumerable<RemoteScript?> Probes(string loginUser) => options.Enabled ? [Detect, settings.Probe(loginUser)] : [];

    /// <param name="session">The host.</param>
    /// <param name="ahead">Packages to install together with Docker, or null.</param>
    /// <param name="cancellationToken">Stops the work on the host.</param>
    public async Task<string> RunAsync(HostSession session, BundledPackages? ahead, CancellationToken cancellationToken)
    {
        var state = DockerState.From(await session.ProbeAsync(Detect, cancellationToken));
        RefuseImpostor(state);
        if (state.HasOldSource) state = await ReplaceSourceAsync(state, session, cancellationToken);
        if (IsSilent(state))
        {
            // A daemon that refused to answer may have been starting, so ask again. A hung one has already used up its time.
            if (state.Error.Length > 0) state = DockerState.From(await session.ProbeAsync(Detect, cancellationToken));
            RefuseMasked(state);
            // Starting it would change nothing, and the client's answer about Compose is not reliable.
            if (IsSilent(state)) throw state.Error.Length == 0 ? NoAnswer("docker.service is running, but its daemon does not answer", state) : ClientFails(state.Client, state.Error);
        }

        if (Decide(state, ahead, session) is { } change)
        {
            var made = await session.ChangeAsync(change with { Probes = [Detect] }, cancellationToken);
            if (made is null)
            {
                await settings.RunAsync(session, isInstalled: state.ServerVersion is not null, cancellationToken);
                return change.Description;
            }

            AptLibrary.Warn(session, made);
            if (ahead is not null && made["along"] == "yes") session.ChangedAhead(ahead.Description);
            if (!made.Succeeded) throw Failure(made);
            state = DockerState.From(await session.ProbeAsync(Detect, cancellationToken));
        }

        Verify(state);
        await VerifyRuntimeAsync(state, session, cancellationToken);
        if (state.IsUnconfined)
            session.Warn("Containers run without AppArmor, although the kernel supports it: the host has no apparmor_parser. Install the package apparmor on the host, and restart Docker.");
        await settings.RunAsync(session, isInstalled: true, cancellationToken);
        session.Facts = session.Facts with { DockerVersion = state.ServerVersion, ComposeVersion = state.ComposeVersion };
        return state.ToString();
    }

    // Independent of other changes: the key is replaced even if the host is otherwise ready.
    private async Task<DockerState> ReplaceSourceAsync(DockerState state, HostSession session, CancellationToken cancellationToken)
    {
        var change = DockerInstaller.ReplaceSource(options, session);
        var made = await session.ChangeAsync(change with { Probes = [Detect] }, cancellationToken);
        if (made is null) return state;
        AptLibrary.Warn(session, made);
        if (!made.Succeeded) throw ChangeFailure.From(made, "The package key of docker-ce could not be replaced", ErrorCode.DockerInstallFailed);
        return DockerState.From(await session.ProbeAsync(Detect, cancellationToken));
    }

    private HostChange? Decide(DockerState state, BundledPackages? ahead, HostSession session)
    {
        if (DockerInstaller.IsMissing(state, options))
        {
            if (options.InstallMethod == DockerInstallMethod.Skip)
                throw new HostFailureException(
                    ErrorCode.DockerDetectFailed,
                    $"{(state.HasEngine ? "Compose v2" : "Docker")} is not installed, and docker.installMethod is skip.",
                    "Install it in the host's image, or set docker.installMethod to apt or docker-ce.");
            var missing = DockerInstaller.MissingPackages(state, options, session.Platform);
            DockerInstaller.RefuseToMix(state, options, missing, session.Platform);
            RefuseMasked(state);
            return DockerInstaller.Install(missing, state, options, ahead, session);
        }

        if (state is { ServerVersion: not null, Unit.IsDisabled: false, HasContainerd: true, IsPending: false }) return null;
        RefuseMasked(state);
        return state switch
        {
            { ServerVersion: null } => DockerInstaller.StartDaemon("start docker", "its daemon does not answer", session),
            { Unit.IsDisabled: true } => DockerInstaller.StartDaemon("enable docker at boot", "docker.service is disabled", session),
            { HasContainerd: false } => DockerInstaller.StartDaemon("start containerd", "it does not answer, so no container can start", session),
            _ => DockerInstaller.StartDaemon("complete an earlier run: verify that docker starts a container", "the run that installed or started it did not get that far", session),
        };
    }

    /// <summary>Checks the runtime: the daemon answers even if no container can start.</summary>
    private static async Task VerifyRuntimeAsync(DockerState state, HostSession session, CancellationToken cancellationToken)
    {
        if (!state.HasContainerd)
            throw new HostFailureException(
                ErrorCode.DockerVerifyFailed,
                "Docker answers, but containerd does not, so no container can start.",
                "Check 'systemctl status containerd' on the host.");
        if (state.ShimError is { } shim)
            throw new HostFailureException(
                ErrorCode.DockerVerifyFailed,
                $"Docker answers, but cannot start a container: containerd-shim-runc-v2 does not start: {shim.TrimEnd('.')}.",
                "Reinstall the package that contains it on the host (containerd or containerd.io).");
        if (state.NamesRuntime) return;

        var runtime = await session.ProbeAsync(Runtime, cancellationToken);
        if (runtime["starts"] == "yes") return;
        var name = SafeText.Line(runtime.TryGet("name", out var said) ? said : "its runtime");
        throw new HostFailureException(
            ErrorCode.DockerVerifyFailed,
            $"Docker answers, but cannot start a container: {name} does not start: {SafeText.Line(runtime["error"]).TrimEnd('.')}.",
            $"Run '{name} --version' on the host, and reinstall the package that contains it.");
    }

    private void Verify(DockerState state)
    {
        if (state.ServerVersion is null)
            throw state is { Unit.IsActive: true, Error.Length: > 0 } ? ClientFails(state.Client, state.Error) : NoAnswer("Docker is installed, but its daemon does not answer", state);
        if (state.ComposeVersion is null && options.ComposeRequired)
            throw new HostFailureException(
                ErrorCode.DockerVerifyFailed,
                "Docker answers, but 'docker compose version' does not.",
                "Check what 'docker compose version' prints on the host. If Compose is not needed, set docker.composeRequired: false.");
        if (options.Version is { } wanted && !VersionPrefix.Matches(state.ServerVersion, wanted))
            throw new HostFailureException(
                ErrorCode.DockerVerifyFailed,
                $"Docker {state.ServerVersion} is installed, but docker.version is {wanted}.",
                "Upgrade Docker on the host, or set docker.version to latest. Bootstrap never changes an installed version.");
    }

    private static bool IsSilent(DockerState state) => state is { HasEngine: true, ServerVersion: null, Unit.IsActive: true };

    private static HostFailureException NoAnswer(string what, DockerState state) => new(
        ErrorCode.DockerVerifyFailed,
        $"{what}{(state.Error.Length == 0 ? "" : ": " + state.Error.TrimEnd('.'))}.",
        "Check 'systemctl status docker' and 'journalctl -u docker' on the host.");

    /// <summary>The daemon is running, so the problem is between it and this client. A host may have several clients.</summary>
    private static HostFailureException ClientFails(string client, string error) => new(
        ErrorCode.DockerVerifyFailed,
        $"docker.service is running, but the client {client} fails: {error.TrimEnd('.')}.",
        error.Contains("client version", StringComparison.Ordinal)
            ? $"Remove {client} on the host or upgrade it, then run again. The first client in PATH does not match the daemon."
            : "Check 'docker version' and 'systemctl status docker' on the host.");

    private static void RefuseImpostor(DockerState state)
    {
        if (state.Impostor == "snap")
            throw new HostFailureException(
                ErrorCode.DockerDetectFailed,
                "Docker is installed as a snap, which cannot access most of the file system.",
                "Move its data elsewhere and run 'snap remove docker' on the host. Bootstrap then installs the package.");
        if (state.Impostor == "podman")
            throw new HostFailureException(
                ErrorCode.DockerDetectFailed,
                "The docker command is podman (package podman-docker).",
                "Run 'apt-get remove podman-docker' on the host. Bootstrap then installs Docker.");
    }

    private static void RefuseMasked(DockerState state) => state.Unit.RefuseMasked("docker.service", "Docker", ErrorCode.DockerVerifyFailed);

    private static HostFailureException Failure(ScriptAnswer made) => made["reason"] switch
    {
        "client" => ClientFails(SafeText.Line(made["client"]), SafeText.Line(made["detail"])),
        "answer" => ChangeFailure.From(made, "The Docker daemon is running but does not answer", ErrorCode.DockerVerifyFailed),
        "start" => ChangeFailure.From(made, "The Docker daemon does not start", ErrorCode.DockerVerifyFailed),
        "container" => ChangeFailure.From(made, "Docker runs, but cannot start a container", ErrorCode.DockerVerifyFailed),
        _ => ChangeFailure.From(made, "Docker could not be installed", ErrorCode.DockerInstallFailed),
    };
}
