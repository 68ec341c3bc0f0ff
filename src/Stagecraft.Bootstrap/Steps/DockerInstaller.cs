namespace Stagecraft.Bootstrap;

/// <summary>The packages of Docker, and the scripts that install and start it.</summary>
internal static class DockerInstaller
{
    public static readonly string Library = RemoteScript.Read(typeof(DockerInstaller).Assembly, "docker");

    public static readonly string RepositoryLibrary = RemoteScript.Read(typeof(DockerInstaller).Assembly, "docker-repository");

    private static readonly RemoteScript Start = RemoteScript.Load(typeof(DockerInstaller).Assembly, "docker-start", Library, UnitLibrary.Text);

    // https://docs.docker.com/engine/install/ubuntu/
    private const string DockerBaseUrl = "https://download.docker.com/linux/ubuntu";
    private const string DockerKeyFingerprint = "9DC858229FC7DD38854AE2D88D81803C0EBFCD88";

    private static readonly RemoteScript InstallApt = RemoteScript.Load(typeof(DockerInstaller).Assembly, "docker-apt", Library, UnitLibrary.Text, AptLibrary.Text);
    private static readonly RemoteScript InstallDockerCe = RemoteScript.Load(typeof(DockerInstaller).Assembly, "docker-ce", Library, RepositoryLibrary, UnitLibrary.Text, AptLibrary.Text);
    private static readonly RemoteScript Source = RemoteScript.Load(typeof(DockerInstaller).Assembly, "docker-source", RepositoryLibrary, AptLibrary.Text);

    private static readonly string[] UbuntuPackages = ["docker.io", "docker-compose-v2"];
    private static readonly string[] DockerPackages = ["docker-ce", "docker-ce-cli", "containerd.io", "docker-buildx-plugin", "docker-compose-plugin"];

    /// <summary>The packages that the method would install. For a method that installs nothing, Ubuntu's package names.</summary>
    public static IReadOnlyList<string> MissingPackages(DockerState state, DockerOptions options)
    {
        var dockerCe = options.InstallMethod == DockerInstallMethod.DockerCe;
        var composeMissing = options.ComposeRequired && state.ComposeVersion is null;
        return (state.HasEngine, composeMissing) switch
        {
            (true, false) => [],
            (true, true) => [dockerCe ? "docker-compose-plugin" : "docker-compose-v2"],
            (false, _) when dockerCe => DockerPackages,
            (false, true) => UbuntuPackages,
            (false, false) => ["docker.io"],
        };
    }

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
        [options.Mirror ?? DockerBaseUrl, options.MirrorKeyFingerprint ?? DockerKeyFingerprint, session.Platform.Codename];

    private static string Reason(DockerState state) => state switch
    {
        { HasEngine: true } => "Compose v2 does not answer",
        { Unfinished.Count: > 0 } => $"dpkg has not finished {string.Join(", ", state.Unfinished)}",
        { HasClient: true } => "there is only a client",
        _ => "docker is not installed",
    };

    /// <summary>Rejects a change that mixes Ubuntu's packages with Docker's own: they conflict, and bootstrap never switches a host between them.</summary>
    public static void RefuseToMix(DockerState state, DockerInstallMethod method, IReadOnlyList<string> missing)
    {
        var (others, otherMethod) = method == DockerInstallMethod.DockerCe ? (UbuntuPackages, "apt") : (DockerPackages, "docker-ce");
        var found = state.Packages.Concat(state.Unfinished).Intersect(others, StringComparer.Ordinal).ToList();
        if (found.Count > 0)
            throw new HostFailureException(
                ErrorCode.DockerInstallFailed,
                $"The host needs {string.Join(", ", missing)}, which conflicts with {string.Join(", ", found)} on the host.",
                $"Set docker.installMethod to {otherMethod} for this host, or remove the conflicting packages first.");
    }
}
