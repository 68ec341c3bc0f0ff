# Probes the state of Docker. Reads only. On a ready host, this starts four processes. Needs docker.sh.
# docker-detect
missing=yes

locate docker
if [ -z "$located" ]; then
    :
elif [ "${located#/snap/}" != "$located" ]; then
    answer impostor snap
elif [ -x /usr/bin/podman ] && head -c 1024 "$located" | grep -q podman; then
    answer impostor podman
else
    missing=
    # Fails if the daemon does not answer. To list its components, the daemon queries containerd and starts the runtime, so
    # a broken component is not in the list.
    # https://github.com/moby/moby/blob/master/daemon/info_unix.go (fillPlatformVersion)
    quote server docker version --format '{{.Server.Version}}{{range .Server.Components}} +{{.Name}}{{end}}' || missing=yes
    quote compose docker compose version --short || missing=yes
fi
answer client "$located"

! docker_is_pending || answer pending yes

ask systemctl show docker.service --property=LoadState,UnitFileState,ActiveState
answer_source /etc/apt/sources.list.d/docker.list

# Docker confines containers only if it finds both when it starts.
# https://github.com/containerd/containerd/blob/main/pkg/apparmor/apparmor_linux.go (hostSupports)
if [ -d /sys/kernel/security/apparmor ] && [ ! -e /sbin/apparmor_parser ]; then answer apparmor missing; fi

# The packages are needed only if something is missing.
if [ -n "$missing" ]; then
    # shellcheck disable=SC2016 # dpkg-query's own format
    known=$(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' \
        docker.io docker-cli docker-compose docker-compose-v2 \
        docker-ce docker-ce-cli containerd.io docker-compose-plugin podman-docker 2>/dev/null)
    # 1: a package is unknown. https://manpages.debian.org/dpkg-query.1
    status=$?
    if [ "$status" -gt 1 ]; then
        # The error message continues on lines that begin with a space.
        said=$(timeout 5 dpkg-query --show docker.io 2>&1 >/dev/null | head -c 4096 | tr -s '\n ' ' ')
        case $status in 124 | 137 | 143) said= ;; esac
        fail packages "${said:-dpkg-query does not answer (exit status $status)}"
    fi
    answer packages "$(printf '%s\n' "$known" | awk '$1 == "installed" { printf "%s%s", separator, $2; separator = "," }')"
    # dpkg is working on these, or was interrupted. Their files exist, but are not reliable.
    answer unfinished "$(printf '%s\n' "$known" | awk '$1 ~ /^(half-installed|unpacked|half-configured)$/ { printf "%s%s", separator, $2; separator = "," }')"
    # Short timeout: a hung daemon has already used up the query's time, and has no error.
    # shellcheck disable=SC2154 # attempt sets status
    if [ -n "$located" ] && ! attempt 5 docker version --format '{{.Server.Version}}' && [ "$status" != 124 ]; then
        answer error "$(reason 'docker version')"
    fi
else
    # containerd starts its shim for each container. The shim is in the directory of containerd.
    locate containerd
    if [ -n "$located" ] && ! ask "${located%/*}/containerd-shim-runc-v2" -v >/dev/null; then
        attempt 5 "${located%/*}/containerd-shim-runc-v2" -v || answer shim "$(reason "${located%/*}/containerd-shim-runc-v2 -v")"
    fi
fi
