# Asks what there is of Docker. Reads only; a ready host costs the four processes that answer. Needs docker.sh.
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
    # Fails when the daemon does not answer. To name its components the daemon asks containerd and starts the runtime, so
    # one that does not work is not among them.
    # https://github.com/moby/moby/blob/master/daemon/info_unix.go (fillPlatformVersion)
    quote server docker version --format '{{.Server.Version}}{{range .Server.Components}} +{{.Name}}{{end}}' || missing=yes
    quote compose docker compose version --short || missing=yes
fi
answer client "$located"

! docker_is_pending || answer pending yes

ask systemctl show docker.service --property=LoadState,UnitFileState,ActiveState
answer_source /etc/apt/sources.list.d/docker.list

# Only a decision needs to know which packages there are.
if [ -n "$missing" ]; then
    # shellcheck disable=SC2016 # dpkg-query's own format
    known=$(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' \
        docker.io docker-ce docker-ce-cli containerd.io docker-compose-v2 docker-compose-plugin podman-docker 2>/dev/null)
    # 1: it does not know one of them. https://manpages.debian.org/dpkg-query.1
    status=$?
    if [ "$status" -gt 1 ]; then
        # Its complaint goes on in lines that begin with a space.
        said=$(timeout 5 dpkg-query --show docker.io 2>&1 >/dev/null | head -c 4096 | tr -s '\n ' ' ')
        case $status in 124 | 137 | 143) said= ;; esac
        fail packages "${said:-dpkg-query does not answer (exit status $status)}"
    fi
    answer packages "$(printf '%s\n' "$known" | awk '$1 == "installed" { printf "%s%s", separator, $2; separator = "," }')"
    # On these dpkg is at work, or was when it was cut off: their files are there and nothing of them can be relied on.
    answer unfinished "$(printf '%s\n' "$known" | awk '$1 ~ /^(half-installed|unpacked|half-configured)$/ { printf "%s%s", separator, $2; separator = "," }')"
    # Short timeout: a hung daemon has already used up the query's time, and has no error.
    # shellcheck disable=SC2154 # attempt sets status
    if [ -n "$located" ] && ! attempt 5 docker version --format '{{.Server.Version}}' && [ "$status" != 124 ]; then
        answer error "$(reason 'docker version')"
    fi
else
    # containerd starts this for each container. A containerd that is not in a usual place has its shim in its own.
    locate containerd
    if [ -n "$located" ] && ! ask "${located%/*}/containerd-shim-runc-v2" -v >/dev/null; then
        attempt 5 "${located%/*}/containerd-shim-runc-v2" -v || answer shim "$(reason "${located%/*}/containerd-shim-runc-v2 -v")"
    fi
fi
