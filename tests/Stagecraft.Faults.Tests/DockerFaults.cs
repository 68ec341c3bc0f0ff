namespace Stagecraft.Lab.Tests.Faults;

/// <summary>Docker in every state that a host can be in.</summary>
internal static class DockerFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("docker stopped and disabled")
        {
            Inject = "systemctl disable --now docker.socket docker.service",
            Outcome = Fault.Success,
            Says = "docker: start docker",
            Heal = "systemctl enable --now docker.service",
        },
        new("docker masked")
        {
            Inject = "systemctl disable --now docker.socket docker.service; systemctl mask docker.service",
            Outcome = "docker_verify_failed",
            Says = "docker.service is masked, so someone disabled Docker on this host. Run 'systemctl unmask docker.service' on the host if Docker should run.",
            Heal = "systemctl unmask docker.service",
        },
        new("dockerd does not start: bad daemon.json")
        {
            Inject = "systemctl stop docker.socket docker.service; echo '{bad' >/etc/docker/daemon.json",
            Outcome = "docker_verify_failed",
            Says = "unable to configure the Docker daemon with file /etc/docker/daemon.json",
            // Otherwise it depends on timing whether its unit has restarted it when the next run probes.
            Heal = "rm -f /etc/docker/daemon.json; systemctl stop docker.socket docker.service",
        },
        new("dockerd does not start: iptables does not work on this kernel")
        {
            Note = "iptables prints the error that it prints on a kernel without nf_tables.",
            Inject = $"systemctl stop docker.socket docker.service\n{Wrapper.Put("iptables", "printf 'iptables v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied\nFailed to initialize nft: Protocol not supported\n' >&2; exit 1")}",
            Outcome = "docker_verify_failed",
            Says = "Could not fetch rule set generation id: Permission denied Failed to initialize nft: Protocol not supported (exit status 1).",
            Heal = $"{Wrapper.Remove("iptables")}; systemctl stop docker.socket docker.service",
        },
        new("dockerd takes too long to start")
        {
            Note = "a program that waits replaces dockerd. An error that a successful start also logs is not reported as the reason.",
            Inject = """
                systemctl stop docker.socket docker.service
                mkdir -p /etc/systemd/system/docker.service.d
                printf '#!/bin/sh\necho "time=\"x\" level=error msg=\"failed to mount overlay\"" >&2\nexec sleep infinity\n' >/run/dockerd
                chmod +x /run/dockerd
                printf '[Service]\nTimeoutStartSec=1\nRestart=no\nExecStart=\nExecStart=/run/dockerd\n' >/etc/systemd/system/docker.service.d/fault.conf
                systemctl daemon-reload
                """,
            Outcome = "docker_verify_failed",
            Says = "The Docker daemon does not start: docker.service: start operation timed out. Terminating.",
            Heal = "rm -rf /etc/systemd/system/docker.service.d /run/dockerd; systemctl daemon-reload",
        },
        new("the group docker is missing")
        {
            Inject = "systemctl stop docker.socket docker.service; groupdel docker",
            Outcome = "docker_verify_failed",
            Says = "The Docker daemon does not start: docker.socket: Failed to resolve group docker: No such process.",
            Heal = "getent group docker >/dev/null || groupadd --system docker",
        },
        new("containerd does not start")
        {
            Inject = """
                systemctl stop docker.socket docker.service containerd.service
                mkdir -p /etc/containerd
                [ ! -e /etc/containerd/config.toml ] || mv /etc/containerd/config.toml /etc/containerd/config.fault
                echo 'version = {' >/etc/containerd/config.toml
                """,
            Outcome = "docker_verify_failed",
            Says = "The Docker daemon does not start: containerd.service does not start: containerd: failed to load TOML: /etc/containerd/config.toml:",
            Heal = """
                rm -f /etc/containerd/config.toml
                [ ! -e /etc/containerd/config.fault ] || mv /etc/containerd/config.fault /etc/containerd/config.toml
                systemctl stop containerd.service
                """,
        },
        new("an old client is the first in PATH")
        {
            Inject = OldClient,
            Outcome = "docker_verify_failed",
            Says = "docker.service is running, but the client /usr/local/bin/docker fails: Error response from daemon: client version 1.41 is too old.",
            Heal = Wrapper.Remove("docker"),
        },
        new("an old client is the first in PATH, and docker is stopped")
        {
            Inject = $"systemctl stop docker.socket docker.service\n{OldClient}",
            Outcome = "docker_verify_failed",
            Says = "docker.service is running, but the client /usr/local/bin/docker fails: Error response from daemon: client version 1.41 is too old.",
            Heal = Wrapper.Remove("docker"),
        },
        new("dockerd hangs")
        {
            Inject = "systemctl kill --signal=STOP docker.service",
            Outcome = "docker_verify_failed",
            Says = "docker.service is running, but its daemon does not answer.",
            Heal = "systemctl kill --signal=CONT docker.service",
        },
        new("runc does not start: wrong libc")
        {
            Inject = $"mv /usr/sbin/runc /usr/sbin/runc.fault; {Broken("/usr/sbin/runc", "version GLIBC_2.99 not found")}",
            Outcome = "docker_verify_failed",
            Says = "Docker answers, but cannot start a container: runc does not start: version GLIBC_2.99 not found.",
            Heal = "[ ! -e /usr/sbin/runc.fault ] || mv /usr/sbin/runc.fault /usr/sbin/runc",
        },
        new("containerd's shim is missing")
        {
            Inject = "mv /usr/bin/containerd-shim-runc-v2 /usr/bin/shim.fault",
            Outcome = "docker_verify_failed",
            Says = "Docker answers, but cannot start a container: containerd-shim-runc-v2 does not start",
            Heal = "[ ! -e /usr/bin/shim.fault ] || mv /usr/bin/shim.fault /usr/bin/containerd-shim-runc-v2",
        },
        new("containerd stopped, but Docker answers")
        {
            Inject = "systemctl stop containerd.service",
            Outcome = Fault.Success,
            Says = "docker: start containerd",
        },
        new("containers do not start after bootstrap has started Docker")
        {
            Note = "runc prints its version and fails at everything else. The next run verifies what this run could not.",
            Inject = """
                systemctl stop docker.socket docker.service
                mv /usr/sbin/runc /usr/sbin/runc.fault
                printf '#!/bin/sh\ncase "$*" in *--version*) exec /usr/sbin/runc.fault --version ;; esac\nexit 1\n' >/usr/sbin/runc
                chmod +x /usr/sbin/runc
                """,
            Outcome = "docker_verify_failed",
            Says = "Docker runs, but cannot start a container: docker: Error response from daemon:",
            Heal = "[ ! -e /usr/sbin/runc.fault ] || mv /usr/sbin/runc.fault /usr/sbin/runc",
        },
        new("the test that a container starts was interrupted")
        {
            Note = "a container, an image and the marker of an unfinished test remain, as after a power cut. The run removes all three.",
            Inject = """
                mkdir -p /var/lib/stagecraft
                : >/var/lib/stagecraft/docker-not-proven
                image=$(tar --create --dereference /bin/sh $(ldd /bin/sh | grep -o '/[^ ]*') 2>/dev/null |
                    docker import --change 'LABEL io.stagecraft.proof=yes' -)
                docker create "$image" /bin/sh -c 'echo started' >/dev/null
                """,
            Outcome = Fault.Success,
            Says = "docker: complete an earlier run: verify that docker starts a container",
            Heal = "[ -z \"$(docker ps --all --quiet; docker images --all --quiet; ls /var/lib/stagecraft 2>/dev/null)\" ]",
        },
        new("docker CLI without a daemon")
        {
            IsNew = true,
            Inject = $"""
                apt-get -qq update
                cd /run
                apt-get -qq download {Lab.Platform.Docker[^1]}
                dpkg-deb --extract {Lab.Platform.Docker[^1]}_*.deb fault
                mv fault/usr/bin/docker /usr/local/bin/docker
                rm -r fault {Lab.Platform.Docker[^1]}_*.deb
                """,
            Outcome = Fault.Success,
            Says = $"docker: install {Lab.DockerPackages}",
            Heal = "rm -f /usr/local/bin/docker",
        },
        new("Compose missing")
        {
            Inject = BrokenArchive.NeedCompose,
            Outcome = Fault.Success,
            Says = $"docker: install {Lab.Platform.Compose}",
        },
        new("Docker installed by snap")
        {
            Note = "Debian has no snapd, so the test moves Docker's client to the path that snapd uses.",
            Inject = "mkdir -p /snap/bin; mv /usr/bin/docker /snap/bin/docker",
            Outcome = "docker_detect_failed",
            Says = "Docker is installed as a snap, which cannot access most of the file system. Move its data elsewhere and run 'snap remove docker' on the host",
            Heal = "[ ! -e /snap/bin/docker ] || mv /snap/bin/docker /usr/bin/docker; rm -rf /snap",
        },
        new("podman-docker in Docker's place")
        {
            Note = "a copy of the package's script, with a program in place of podman that prints only a version.",
            Inject = """
                mv /usr/bin/docker /usr/bin/docker.fault
                printf '#!/bin/sh\n[ -e /etc/containers/nodocker ] || echo "Emulate Docker CLI using podman." >&2\nexec /usr/bin/podman "$@"\n' >/usr/bin/docker
                printf '#!/bin/sh\necho podman version 3.4.4\n' >/usr/bin/podman
                chmod +x /usr/bin/docker /usr/bin/podman
                """,
            Outcome = "docker_detect_failed",
            Says = "The docker command is podman (package podman-docker). Run 'apt-get remove podman-docker' on the host",
            Heal = "rm -f /usr/bin/podman; [ ! -e /usr/bin/docker.fault ] || mv /usr/bin/docker.fault /usr/bin/docker",
        },
        new("daemon.json has a comment")
        {
            Docker = "daemon: {debug: true}",
            Inject = "mkdir -p /etc/docker; printf '{\n  // ours\n  \"debug\": false\n}\n' >/etc/docker/daemon.json",
            Outcome = "docker_settings_failed",
            Says = "The file /etc/docker/daemon.json on the host is not valid JSON (line 2), so the settings cannot be merged into it.",
            Heal = "rm -f /etc/docker/daemon.json",
        },
        new("docker.daemon has a key that Docker does not know")
        {
            Docker = "daemon: {log-drivr: local}",
            Outcome = "docker_settings_failed",
            Says = "the following directives don't match any configuration option: log-drivr. The file was not changed.",
        },
        new("Docker does not start with docker.daemon")
        {
            Docker = "daemon: {bip: 203.0.113.300/24}",
            Inject = "mkdir -p /etc/docker; echo '{\"debug\": true}' >/etc/docker/daemon.json",
            Outcome = "docker_settings_failed",
            Says = "The earlier settings were restored, and Docker runs with them.",
            Heal = Restored,
        },
        new("no container starts with docker.daemon")
        {
            Note = "Docker 26 starts with a log driver that does not exist, and then starts no container. Docker runs again with the earlier file, which has a key of the owner.",
            Docker = "daemon: {log-driver: nonesuch}",
            Inject = "mkdir -p /etc/docker; echo '{\"debug\": true}' >/etc/docker/daemon.json",
            Outcome = "docker_settings_failed",
            Says = "The earlier settings were restored, and Docker runs with them.",
            Heal = Restored,
        },
        new("a setting needs a restart of Docker while a container runs")
        {
            Docker = "daemon: {log-driver: local}",
            Inject = """
                tar --create --dereference /bin/sh /bin/sleep $(ldd /bin/sh /bin/sleep | grep -o '/[^ ]*' | grep -v : | sort -u) 2>/dev/null | docker import - web >/dev/null
                docker run --detach --name web web /bin/sleep infinity >/dev/null
                """,
            Outcome = "docker_restart_needed",
            Says = "which would stop its containers: web. Nothing was changed.",
            Heal = "docker rm --force web >/dev/null; docker rmi web >/dev/null 2>&1 || :",
        },
        new("docker.hold while dpkg's lock is held forever")
        {
            Docker = "hold: true",
            Timeouts = "settle: 5s",
            Inject = PackageFaults.HoldLocks("infinity", "/var/lib/dpkg/lock-frontend"),
            Outcome = "host_busy",
            Says = "The packages of Docker could not be held: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process",
            Heal = PackageFaults.ReleaseLocks,
        },
        new("docker.proxy, but daemon.json has another proxy")
        {
            Docker = "proxy: {http: 'http://proxy.example.com:3128'}",
            Inject = "mkdir -p /etc/docker; echo '{\"proxies\": {\"http-proxy\": \"http://other.example.com:3128\"}}' >/etc/docker/daemon.json",
            Outcome = "docker_settings_failed",
            Says = "'docker info' does not report the configured proxy.http.",
            Heal = "rm -rf /etc/docker/daemon.json /etc/systemd/system/docker.service.d; systemctl daemon-reload; systemctl restart docker",
        },
        new("an account in docker.users does not exist")
        {
            Docker = "users: [deploy]",
            Outcome = "docker_settings_failed",
            Says = "deploy (docker.users) does not exist on the host. Create the account on the host ('adduser deploy')",
        },
    ];

    // Fails if the owner's file is not there, or Docker does not run with it.
    private const string Restored = "[ \"$(cat /etc/docker/daemon.json)\" = '{\"debug\": true}' ] && [ \"$(docker info --format '{{.LoggingDriver}}')\" = json-file ] && rm /etc/docker/daemon.json*";

    private static string OldClient => Wrapper.Put("docker", "echo 'Error response from daemon: client version 1.41 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version' >&2; exit 1");

    // A program that prints MESSAGE and fails, with any arguments.
    private static string Broken(string path, string message) =>
        $"printf '#!/bin/sh\\necho {message} >&2\\nexit 1\\n' >{path}; chmod +x {path}";
}
