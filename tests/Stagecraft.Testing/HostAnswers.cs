namespace Stagecraft.Testing;

/// <summary>The answers of a ready host to the core's probes.</summary>
public static class HostAnswers
{
    public const string Preflight = """
        uid=0
        os_id=ubuntu
        os_version=22.04
        os_name=Ubuntu 22.04.5 LTS
        systemd=yes
        """;

    /// <summary>The identity of a host, for the end of <see cref="Preflight"/>.</summary>
    public static string Machine(string id, string boot = "boot", string start = "42") => $"\nmachine_id={id}\nboot_id={boot}\ninit_start={start}";

    public const string Docker = """
        server=27.5.1 +Engine +containerd +runc +docker-init
        compose=2.33.0
        client=/usr/bin/docker
        LoadState=loaded
        UnitFileState=enabled
        """;

    /// <summary>A host that never had Docker.</summary>
    public const string NoDocker = "LoadState=not-found";
}
