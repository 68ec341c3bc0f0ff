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
            Says = "docker.service is masked: somebody has switched Docker off on purpose. If that is over, run 'systemctl unmask docker.service' on the host.",
            Heal = "systemctl unmask docker.service",
        },
        new("dockerd does not start: bad daemon.json")
        {
            Inject = "systemctl stop docker.socket docker.service; echo '{bad' >/etc/docker/daemon.json",
            Outcome = "docker_verify_failed",
            Says = "unable to configure the Docker daemon with file /etc/docker/daemon.json",
            // Or its unit might have started it again, or not, when the next run asks.
            Heal = "rm -f /etc/docker/daemon.json; systemctl stop docker.socket docker.service",
        },
        new("dockerd hangs")
        {
            Inject = "systemctl kill --signal=STOP docker.service",
            Outcome = "docker_verify_failed",
            Says = "The Docker daemon does not start: docker.service is up, and does not answer within 30 s.",
            Heal = "systemctl kill --signal=CONT docker.service",
        },
        new("docker CLI without a daemon")
        {
            Bare = true,
            Inject = """
                apt-get -qq update
                cd /run
                apt-get -qq download docker.io
                dpkg-deb --extract docker.io_*.deb fault
                mv fault/usr/bin/docker /usr/local/bin/docker
                rm -r fault docker.io_*.deb
                """,
            Outcome = Fault.Success,
            Says = "docker: install docker.io, docker-compose-v2",
            Heal = "rm -f /usr/local/bin/docker",
        },
        new("Compose missing")
        {
            Inject = "dpkg --remove docker-compose-v2",
            Outcome = Fault.Success,
            Says = "docker: install docker-compose-v2",
        },
        new("Docker installed by snap")
        {
            Note = "Debian has no snapd; Docker's client is moved to where snapd has it.",
            Inject = "mkdir -p /snap/bin; mv /usr/bin/docker /snap/bin/docker",
            Outcome = "docker_detect_failed",
            Says = "Docker is installed as a snap, which cannot see most of the file system. Move its data away and run 'snap remove docker' on the host",
            Heal = "[ ! -e /snap/bin/docker ] || mv /snap/bin/docker /usr/bin/docker; rm -rf /snap",
        },
        new("podman-docker in Docker's place")
        {
            Note = "a copy of the package's script, with a program in podman's place that only has a version.",
            Inject = """
                mv /usr/bin/docker /usr/bin/docker.fault
                printf '#!/bin/sh\n[ -e /etc/containers/nodocker ] || echo "Emulate Docker CLI using podman." >&2\nexec /usr/bin/podman "$@"\n' >/usr/bin/docker
                printf '#!/bin/sh\necho podman version 3.4.4\n' >/usr/bin/podman
                chmod +x /usr/bin/docker /usr/bin/podman
                """,
            Outcome = "docker_detect_failed",
            Says = "The command docker is podman (package podman-docker). Run 'apt-get remove podman-docker' on the host",
            Heal = "rm -f /usr/bin/podman; [ ! -e /usr/bin/docker.fault ] || mv /usr/bin/docker.fault /usr/bin/docker",
        },
    ];
}
