using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stagecraft.Bootstrap;

/// <summary>Ensures that Docker runs with the configured settings, and that the configured users can use it.</summary>
internal sealed class DockerSettings
{
    private const string No = "-";
    private const string Group = "docker";
    private const int MaxNames = 10;

    internal static readonly string Files = RemoteScript.Read(typeof(DockerSettings).Assembly, "docker-files");
    private static readonly RemoteScript Detect = RemoteScript.Load(typeof(DockerSettings).Assembly, "docker-settings", DockerInstaller.Library, Files);
    private static readonly RemoteScript Containers = RemoteScript.Load(typeof(DockerSettings).Assembly, "docker-containers", DockerInstaller.Library);
    private static readonly RemoteScript Configure = RemoteScript.Load(typeof(DockerSettings).Assembly, "docker-configure", DockerInstaller.Library, Files, UnitLibrary.Text);
    private static readonly RemoteScript AddUsers = RemoteScript.Load(typeof(DockerSettings).Assembly, "docker-users");
    private static readonly RemoteScript Hold = RemoteScript.Load(typeof(DockerSettings).Assembly, "docker-hold", AptLibrary.Text);

    private readonly DockerOptions options;
    private readonly JsonObject configured;
    private readonly string variables;

    public DockerSettings(DockerOptions options)
    {
        this.options = options;
        configured = options.DaemonJson() ?? [];
        variables = options.Proxy?.Variables() ?? "";
    }

    /// <summary>The probe for the account that logs in. Null if there is nothing to ask.</summary>
    public RemoteScript? Probe(string loginUser)
    {
        // A name with other characters cannot be an argument of a script, so it is not probed.
        var login = loginUser != "root" && RemoteScript.IsWord(loginUser) && loginUser[0] != '-' ? loginUser : No;
        string[] wanted = [Flag(IsConfigured, "daemon"), Flag(variables.Length > 0, "proxy"), Flag(options.Hold, "hold")];
        return login == No && wanted.All(word => word == No) && options.Users.Count == 0 ? null : Detect.With([login, .. wanted, .. options.Users]);
    }

    private bool IsConfigured => configured.Count > 0;

    /// <summary>Applies the settings to a Docker that works. In check mode, Docker may be missing.</summary>
    /// <param name="session">The host.</param>
    /// <param name="isInstalled">False in check mode if Docker would be installed.</param>
    /// <param name="cancellationToken">Stops the work on the host.</param>
    public async Task RunAsync(HostSession session, bool isInstalled, CancellationToken cancellationToken)
    {
        if (Probe(session.LoginUser) is not { } probe) return;
        var answer = await session.ProbeAsync(probe, cancellationToken);
        if (IsConfigured || variables.Length > 0) answer = await ConfigureAsync(session, probe, answer, isInstalled, cancellationToken);
        if (options.Hold) answer = await HoldAsync(session, probe, answer, isInstalled, cancellationToken);
        answer = await AddUsersAsync(session, probe, answer, cancellationToken);
        if (answer.TryGet("login", out var login) && !options.Users.Contains(login, StringComparer.Ordinal))
            session.Warn($"The account {SafeText.Line(login)} cannot use Docker without sudo, because it is not a member of the group docker. If deployments use this account, add it to docker.users. Members of that group are equivalent to root.");
    }

    private async Task<ScriptAnswer> ConfigureAsync(HostSession session, RemoteScript probe, ScriptAnswer answer, bool isInstalled, CancellationToken cancellationToken)
    {
        var content = Read(answer);
        var changes = DockerDaemonFile.Merge(content, configured);
        var isProxyChanged = variables.Length > 0 && Decode(answer["private_proxy"]) != variables;
        var info = DockerInfo.Parse(answer["private_info"]);
        string[] stale = info is null ? [] : [.. info.Differences(configured).Select(change => change.Key), .. Prefixed(info)];
        var isUnloaded = answer["unloaded"] == "yes";
        if (changes.Count == 0 && !isProxyChanged)
        {
            if (info is null && isInstalled) throw NoInfo();
            if (info is null || (!isUnloaded && stale.Length == 0)) return answer;
            if (options.Restart == DockerRestart.Never)
            {
                WarnNotLoaded(session, stale);
                return answer;
            }
        }

        var isReload = changes.Count > 0 && !isProxyChanged && !isUnloaded && DockerDaemonFile.IsReloadable(changes) && stale.All(key => changes.Any(change => change.Option == key));
        var how = await LoadingAsync(session, info, isReload, Pending(changes, isProxyChanged), cancellationToken);
        var change = new HostChange(
            Describe(changes, isProxyChanged, how),
            changes.Count > 0 || isProxyChanged ? "configured in infra.bootstrap.docker" : "the daemon does not run with its configured settings",
            Configure.With(how).WithSecret(Contents(answer, content, changes, isProxyChanged)),
            AptLibrary.Timeout(session.Options.Timeouts))
        { Probes = [probe] };
        if (await session.ChangeAsync(change, cancellationToken) is not { } made) return answer;
        if (!made.Succeeded) throw Failure(made, Pending(changes, isProxyChanged));
        answer = await session.ProbeAsync(probe, cancellationToken);
        if (how == "none")
        {
            WarnNotLoaded(session, [.. changes.Select(key => key.Key), .. isProxyChanged ? ["the proxy"] : Array.Empty<string>()]);
            return answer;
        }

        Verify(answer);
        return answer;
    }

    private string[] Prefixed(DockerInfo info) => options.Proxy is { } proxy ? [.. info.Differences(proxy).Select(name => $"proxy.{name}")] : [];

    private static void WarnNotLoaded(HostSession session, string[] keys) => session.Warn(
        $"Docker does not run with its new settings yet{(keys.Length > 0 ? $" ({string.Join(", ", keys)})" : "")}, because docker.restart is never. They apply after 'systemctl restart docker' on the host.");

    /// <summary>How the settings are loaded, as an argument of the script.</summary>
    /// <exception cref="HostFailureException"><c>docker_restart_needed</c>: a restart would stop containers, and the configuration does not allow that.</exception>
    private async Task<string> LoadingAsync(HostSession session, DockerInfo? info, bool isReload, string pending, CancellationToken cancellationToken)
    {
        if (isReload) return "reload";
        if (options.Restart == DockerRestart.Never) return "none";
        if (options.Restart == DockerRestart.Always || info is { KeepsContainers: true }) return "restart";
        // Docker is not installed yet, which only check mode sees.
        if (info is null) return "restart-idle";

        var running = await session.ProbeAsync(Containers, cancellationToken);
        if (!running.Succeeded) throw new HostFailureException(ErrorCode.DockerVerifyFailed, $"Docker does not list its containers: {SafeText.Line(running["detail"])}.", "Check 'docker ps' on the host.");
        if (running["names"].Length == 0) return "restart-idle";
        throw RestartNeeded(pending, running["names"].Split(','));
    }

    private static HostFailureException RestartNeeded(string pending, string[] containers) => new(
        ErrorCode.DockerRestartNeeded,
        $"Docker must be restarted to {pending}, which would stop its containers: {NameSummary.Of(containers, containers.Length, MaxNames)}. Nothing was changed.",
        "Stop the containers, or set docker.restart to always to restart Docker anyway, or to never to restart it yourself later.");

    private static string Pending(IReadOnlyList<DaemonChange> changes, bool isProxyChanged) =>
        changes.Count == 0 && !isProxyChanged ? "load its settings" : Settings(changes, isProxyChanged);

    private static string Settings(IReadOnlyList<DaemonChange> changes, bool isProxyChanged)
    {
        var parts = new List<string>();
        if (changes.Count > 0) parts.Add($"set {string.Join(", ", changes)} in daemon.json");
        if (isProxyChanged) parts.Add("set the proxy of docker.service");
        return string.Join(" and ", parts);
    }

    private static string Describe(IReadOnlyList<DaemonChange> changes, bool isProxyChanged, string how)
    {
        var load = how switch { "reload" => "reload docker", "none" => "", _ => "restart docker" };
        var settings = Settings(changes, isProxyChanged);
        return settings.Length == 0 ? load : load.Length == 0 ? settings : $"{settings}, {load}";
    }

    private Secret Contents(ScriptAnswer answer, JsonObject content, IReadOnlyList<DaemonChange> changes, bool isProxyChanged)
    {
        var before = answer["private_file"] is { Length: > 0 } file ? file : No;
        var after = changes.Count > 0 ? Encode(DockerDaemonFile.Text(content)) : No;
        return new Secret($"{before} {after} {(isProxyChanged ? Encode(variables) : No)}");
    }

    private static JsonObject Read(ScriptAnswer answer)
    {
        try
        {
            return DockerDaemonFile.Parse(Convert.FromBase64String(answer["private_file"]));
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            var where = exception is JsonException { LineNumber: { } line } ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1})") : "";
            throw new HostFailureException(
                ErrorCode.DockerSettingsFailed,
                $"The file /etc/docker/daemon.json on the host is not valid JSON{where}, so the settings cannot be merged into it. Docker accepts neither comments nor trailing commas.",
                "Correct the file. 'dockerd --validate' on the host checks it.");
        }
    }

    // The daemon may have loaded other values than its file has, for example from flags of its unit.
    private void Verify(ScriptAnswer answer)
    {
        if (DockerInfo.Parse(answer["private_info"]) is not { } info) throw NoInfo();
        var wrong = info.Differences(configured).FirstOrDefault();
        if (wrong is not null)
            throw new HostFailureException(
                ErrorCode.DockerSettingsFailed,
                $"'docker info' reports {wrong.Key} {wrong.From}, although daemon.json sets it to {wrong.To}.",
                "Check whether docker.service starts dockerd with flags or another file ('systemctl cat docker.service' on the host).");
        if (Prefixed(info) is [var variable, ..])
            throw new HostFailureException(
                ErrorCode.DockerSettingsFailed,
                $"'docker info' does not report the configured {variable}.",
                "Check the other drop-ins of docker.service ('systemctl cat docker.service' on the host), and 'proxies' in /etc/docker/daemon.json.");
    }

    private static HostFailureException NoInfo() =>
        new(ErrorCode.DockerVerifyFailed, "Docker answers, but 'docker info' does not, so its settings cannot be verified.", "Check 'docker info' on the host.");

    private static HostFailureException Failure(ScriptAnswer made, string pending)
    {
        var detail = SafeText.Line(made.TryGet("detail", out var given) ? given : SafeText.LastLine(made.Error) ?? "").TrimEnd('.');
        var kept = made["untouched"] == "yes" ? "The file was not changed."
            : made["restored"] == "yes" ? "The earlier settings were restored, and Docker runs with them."
            : "The earlier settings were restored, but Docker does not run with them either.";
        return made["reason"] switch
        {
            "edited" or "containers" or "write" => new(ErrorCode.DockerSettingsFailed, $"The settings of Docker could not be installed: {detail}. Nothing was changed.", "Resolve the error above on the host, then run again."),
            _ => new(ErrorCode.DockerSettingsFailed, $"Docker rejected its new settings: {detail}. {kept}", $"Correct docker.daemon or docker.proxy. The change was to {pending}."),
        };
    }

    private static async Task<ScriptAnswer> HoldAsync(HostSession session, RemoteScript probe, ScriptAnswer answer, bool isInstalled, CancellationToken cancellationToken)
    {
        var packages = answer["unheld"].Split(',', StringSplitOptions.RemoveEmptyEntries).Where(RemoteScript.IsWord).ToList();
        if (packages.Count == 0 && isInstalled)
        {
            if (answer["held"].Length == 0)
                session.Warn("docker.hold has no effect, because Docker was not installed from a package that bootstrap knows.");
            return answer;
        }

        var timeouts = session.Options.Timeouts;
        var change = new HostChange(
            $"hold {(packages.Count > 0 ? string.Join(", ", packages) : "the packages of docker")}", "docker.hold is true", Hold.With([.. AptLibrary.Limits(timeouts), .. packages]), AptLibrary.Timeout(timeouts))
        { Probes = [probe] };
        if (await session.ChangeAsync(change, cancellationToken) is not { } made) return answer;
        if (!made.Succeeded) throw ChangeFailure.From(made, "The packages of Docker could not be held", ErrorCode.DockerSettingsFailed);
        return await session.ProbeAsync(probe, cancellationToken);
    }

    private async Task<ScriptAnswer> AddUsersAsync(HostSession session, RemoteScript probe, ScriptAnswer answer, CancellationToken cancellationToken)
    {
        if (UsersThatAre("missing", answer) is { Count: > 0 } missing)
            throw new HostFailureException(
                ErrorCode.DockerSettingsFailed,
                $"{NameSummary.Of(missing, missing.Count, MaxNames)} (docker.users) {(missing.Count == 1 ? "does" : "do")} not exist on the host.",
                $"Create the account on the host ('adduser {missing[0]}'), for example with cloud-init, or correct docker.users. Bootstrap creates no accounts.");
        if (UsersThatAre("outside", answer) is { Count: > 0 } outside)
        {
            var change = new HostChange(
                $"add {string.Join(", ", outside)} to the group {Group}", "docker.users", AddUsers.With(outside), session.Options.Timeouts.Query)
            { Probes = [probe] };
            if (await session.ChangeAsync(change, cancellationToken) is not { } made) return answer;
            if (!made.Succeeded)
                throw new HostFailureException(
                    ErrorCode.DockerSettingsFailed,
                    $"The users of Docker could not be added to the group {Group}: {SafeText.Line(made["detail"]).TrimEnd('.')}.",
                    $"Check the group with 'getent group {Group}' and /etc/group on the host.");
            answer = await session.ProbeAsync(probe, cancellationToken);
        }

        for (var i = 0; i < options.Users.Count && !session.Options.CheckOnly; i++)
        {
            if (StateOf(i, answer) == "ready") continue;
            var why = answer[string.Create(CultureInfo.InvariantCulture, $"error_{i + 1}")];
            throw new HostFailureException(
                ErrorCode.DockerSettingsFailed,
                $"{options.Users[i]} cannot use Docker in a new session{(why.Length > 0 ? $": {SafeText.Line(why).TrimEnd('.')}" : ", because it did not become a member of the group docker")}.",
                $"Check 'id {options.Users[i]}' and 'ls -l /var/run/docker.sock' on the host.");
        }

        return answer;
    }

    private List<string> UsersThatAre(string state, ScriptAnswer answer) => [.. options.Users.Where((_, index) => StateOf(index, answer) == state)];

    private static string StateOf(int index, ScriptAnswer answer) => answer[string.Create(CultureInfo.InvariantCulture, $"user_{index + 1}")];

    private static string Flag(bool isSet, string word) => isSet ? word : No;

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Decode(string base64)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            return "";
        }
    }
}
