namespace Stagecraft.Testing;

/// <summary>What the core's questions get from a host on which everything is in place.</summary>
public static class HostAnswers
{
    public const string Preflight = """
        uid=0
        os_id=ubuntu
        os_version=22.04
        os_name=Ubuntu 22.04.5 LTS
        systemd=yes
        """;

    public const string Docker = """
        server=27.5.1 +Engine +containerd +runc +docker-init
        compose=2.32.4
        client=/usr/bin/docker
        LoadState=loaded
        UnitFileState=enabled
        """;

    /// <summary>A host that never had Docker.</summary>
    public const string NoDocker = "LoadState=not-found";
}
