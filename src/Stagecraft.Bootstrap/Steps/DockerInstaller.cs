namespace Stagecraft.Bootstrap;

/// <summary>The packages of Docker, and the scripts that install and start it.</summary>
internal static class DockerInstaller
{
    public static readonly string Library = RemoteScript.Read(typeof(DockerInstaller).Assembly, "docker");

    public static readonly string RepositoryLibrary = RemoteScript.Read(typeof(DockerInstaller).Assembly, "docker-repository");

    private static readonly RemoteScript Start = RemoteScript.Load(typeof(DockerInstaller).Assembly, "docker-start", Library, UnitLibrary.Text);

    // https://docs.docker.com/engine/install/
    private const string DockerRepository = "https://download.docker.com/linux/{id}";
    private const string DockerKeyFingerprint = "9DC858229FC7DD38854AE2D88D81803C0EBFCD88";

    private static readonly RemoteScript InstallApt = RemoteScript.Load(typeof(DockerInstaller).Assembly, "docker-apt", Library, UnitLibrary.Text, AptLibrary.Text);
    private static readonly RemoteScript InstallDockerCe = RemoteScript.Load(typeof(DockerInstaller).Assembly, "docker-ce", Library, RepositoryLibrary, UnitLibrary.Text, AptLibrary.Text);
    private static readonly RemoteScript Source = RemoteScript.Load(typeof(DockerInstaller).Assembly, "docker-source", RepositoryLibrary, AptLibrary.Text);

    private const string DockerCompose = "docker-compose-plugin";
    private static readonly string[] DockerPackages = ["docker-ce", "docker-ce-cli", "containerd.io", "docker-buildx-plugin", DockerCompose];

    /// <summary>Whether the engine, or Compose if it is required, is missing.</summary>
    public static bool IsMissing(DockerState state, DockerOptions options) => !state.HasEngine || IsComposeMissing(state, options);

    /// <summary>The packages that the method installs because something is missing.</summary>
    /// <exception cref="HostFailureException"><c>docker_install_failed</c>: the distribution has no package of Compose v2.</exception>
    public static IReadOnlyList<string> MissingPackages(DockerState state, DockerOptions options, SupportedPlatform platform)
    {
        var compose = IsComposeMissing(state, options);
        if (options.InstallMethod == DockerInstallMethod.DockerCe)
            return state.HasEngine ? [DockerCompose] : [.. DockerPackages, .. platform.Additional];
        if (compose && platform.Compose is null) throw NoCompose(state, platform);

        string[] composes = compose ? [platform.Compose!] : [];
        return state.HasEngine ? composes : [.. EnginePackages(state, platform), .. composes, .. platform.Additional];
    }

    // An installed engine whose client is missing keeps its version.
    private static IEnumerable<string> EnginePackages(DockerState state, SupportedPlatform platform) =>
        !state.HasClient && platform.Docker.Except(state.Packages, StringComparer.Ordinal).ToList() is { Count: > 0 } missing ? missing : platform.Docker;

    private static bool IsComposeMissing(DockerState state, DockerOptions options) => options.ComposeRequired && state.ComposeVersion is null;

    // The other method would refuse to mix its packages with installed ones.
    private static HostFailureException NoCompose(DockerState state, SupportedPlatform platform) => new(
        ErrorCode.DockerInstallFailed,
        $"{platform.Name} has no package of Compose v2.",
        Installed(state, platform.Docker) is { Count: > 0 } installed
            ? $"Set docker.composeRequired to false. Or remove {string.Join(", ", installed)} on the host ('apt-get remove' keeps images and volumes), and set docker.installMethod to docker-ce."
            : "Set docker.installMethod to docker-ce, or docker.composeRequired to false.");

    private static List<string> Installed(DockerState state, IEnumerable<string> packages) =>
        [.. state.Packages.Concat(state.Unfinished).Intersect(packages, StringComparer.Ordinal)];

    public static HostChange Install(IReadOnlyList<string> packages, DockerState state, DockerOptions options, BundledPackages? ahead, HostSession session)
    {
        var timeouts = session.Options.Timeouts;
        string[] common = [.. AptLibrary.Limits(timeouts), ahead is null ? "-" : string.Join(',', ahead.Packages), options.Version ?? "latest"];
        var script = options.InstallMethod == DockerInstallMethod.DockerCe
            ? InstallDockerCe.With([.. common, .. Repository(options, session), .. packages])
            : InstallApt.With([.. common, .. packages]);
        // In check mode the reason says this.
        var unfinished = state.Unfinished.Count > 0 && !session.Options.CheckOnly ? $" ({string.Join(", ", state.Unfinished)} was left unfinished)" : "";
        return new HostChange($"install {string.Join(", ", packages)}{unfinished}", Reason(state), script, AptLibrary.Timeout(timeouts) + (ahead?.Timeout ?? TimeSpan.Zero))
        {
            Preparation = ahead?.Source,
            Along = ahead?.Description,
        };
    }

    public static HostChange StartDaemon(string description, string reason, HostSession session) =>
        new(description, reason, Start, AptLibrary.Timeout(session.Options.Timeouts));

    /// <summary>Replaces the package source that an earlier version wrote, or removes it if the configuration no longer uses a repository.</summary>
    public static HostChange ReplaceSource(DockerOptions options, HostSession session)
    {
        var timeouts = session.Options.Timeouts;
        const string Reason = "an earlier version installed its key as downloaded";
        return options.InstallMethod == DockerInstallMethod.DockerCe
            ? new("replace the package key of docker-ce", Reason, Source.With([.. AptLibrary.Limits(timeouts), .. Repository(options, session)]), AptLibrary.Timeout(timeouts))
            : new("remove the package source of docker-ce", Reason, Source.With(AptLibrary.Limits(timeouts)), AptLibrary.Timeout(timeouts));
    }

    private static string[] Repository(DockerOptions options, HostSession session) =>
        [BaseUrl(options, session.Platform), options.MirrorKeyFingerprint ?? DockerKeyFingerprint, session.Platform.Codename];

    private static string BaseUrl(DockerOptions options, SupportedPlatform platform)
    {
        if (options.Mirror is { } mirror && OtherDistribution(mirror, platform) is { } other)
            throw new HostFailureException(
                ErrorCode.DockerInstallFailed,
                $"The host runs {platform.Name}, but docker.mirror ({mirror}) is for {other}.",
                $"Write {{id}} instead of '{other}' in docker.mirror, so that each host uses the packages of its distribution.");

        return DockerOptions.ForPlatform(options.Mirror ?? DockerRepository, platform.Id, platform.Codename);
    }

    // Docker's repository has a directory per distribution, and so have most of its mirrors.
    private static string? OtherDistribution(string mirror, SupportedPlatform platform)
    {
        var segments = new Uri(mirror).AbsolutePath.Split('/');
        return segments.Contains(platform.Id, StringComparer.OrdinalIgnoreCase)
            ? null
            : SupportedPlatform.All.Select(other => other.Id).FirstOrDefault(id => segments.Contains(id, StringComparer.OrdinalIgnoreCase));
    }

    private static string Reason(DockerState state) => state switch
    {
        { HasEngine: true } => "Compose v2 does not answer",
        { Unfinished.Count: > 0 } => $"dpkg has not finished {string.Join(", ", state.Unfinished)}",
        { HasClient: true } => "there is only a client",
        { Unit.Exists: true } => "there is no docker command",
        _ => "docker is not installed",
    };

    /// <summary>Rejects a change that mixes the distribution's packages with Docker's own: they conflict, and bootstrap never switches a host between them.</summary>
    public static void RefuseToMix(DockerState state, DockerOptions options, IReadOnlyList<string> missing, SupportedPlatform platform)
    {
        var dockerCe = options.InstallMethod == DockerInstallMethod.DockerCe;
        var found = Installed(state, dockerCe ? DistributionPackages(platform) : DockerPackages);
        if (found.Count == 0) return;
        throw new HostFailureException(
            ErrorCode.DockerInstallFailed,
            $"The host needs {string.Join(", ", missing)}, which conflicts with {string.Join(", ", found)} on the host.",
            dockerCe && platform.Compose is null && options.ComposeRequired
                ? $"Remove {string.Join(", ", found)} on the host ('apt-get remove' keeps images and volumes). Or set docker.installMethod to apt and docker.composeRequired to false."
                : $"Set docker.installMethod to {(dockerCe ? "apt" : "docker-ce")} for this host, or remove the conflicting packages first.");
    }

    private static IEnumerable<string> DistributionPackages(SupportedPlatform platform) =>
        platform.Compose is { } compose ? platform.Docker.Append(compose) : platform.Docker;
}
