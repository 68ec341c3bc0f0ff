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
        client=27.5.1
        server=27.5.1
        compose=2.32.4
        client_path=/usr/bin/docker
        load_state=loaded
        unit_file_state=enabled
        active_state=active
        """;

    /// <summary>A host that never had Docker.</summary>
    public const string NoDocker = "load_state=not-found\nactive_state=inactive";
}
