# shellcheck shell=sh
# Functions that the Docker scripts share.

# Always use the local daemon, even if the account has selected another context or host.
# DOCKER_CONTEXT would override DOCKER_HOST: https://docs.docker.com/reference/cli/docker/#environment-variables
DOCKER_HOST=unix:///var/run/docker.sock
export DOCKER_HOST
unset DOCKER_CONTEXT DOCKER_TLS DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_CONTENT_TRUST DOCKER_DEFAULT_PLATFORM

# This file exists from before Docker is installed or started until a container has started. If the script is interrupted,
# the next run verifies Docker and removes the leftovers of the verification.
docker_pending=/var/lib/stagecraft/docker-not-proven
docker_label=io.stagecraft.proof
docker_lock=/run/stagecraft/docker-proof.lock

# docker_is_pending: whether an earlier run installed or started Docker without verifying it.
docker_is_pending() {
    [ -e "$docker_pending" ]
}

# docker_begin: records that Docker must be verified.
docker_begin() {
    docker_again=
    ! docker_is_pending || docker_again=yes
    docker_said=$({ mkdir -p "${docker_pending%/*}" && : >"$docker_pending"; } 2>&1) ||
        fail install "cannot write $docker_pending: ${docker_said##*: }"
}

# docker_start: starts and enables the daemon, and containerd if the host has a unit for it, and waits for their answers.
# Needs unit.sh.
docker_start() {
    progress 'starting Docker'
    # dockerd keeps running without containerd, and is not restarted with it.
    docker_was_cut_off=
    if [ "$(systemctl show containerd.service --property=LoadState --value 2>/dev/null)" = loaded ]; then
        systemctl --quiet is-active containerd.service || docker_was_cut_off=yes
        unit_start containerd.service || fail start "containerd.service does not start: $(unit_why containerd.service)"
    fi
    unit_start docker.service || fail start "$(unit_why docker.service)"
    docker_ask
    docker_seconds=30
    while [ -n "$docker_was_cut_off" ]; do
        # dockerd reconnects on its own, a few seconds after containerd is back.
        case $said in *containerd*) break ;; esac
        [ "$docker_seconds" -gt 0 ] || fail answer "docker.service is running but does not reach containerd"
        sleep 1
        docker_seconds=$((docker_seconds - 1))
        docker_ask
    done
}

# docker_ask: puts the names of the daemon's components in $said. Ends the script if the client does not get them.
docker_ask() {
    # shellcheck disable=SC2154 # attempt and locate set them
    attempt 30 docker version --format '{{range .Server.Components}}{{.Name}} {{end}}' && return
    systemctl --quiet is-active docker.service || fail start "$(unit_why docker.service)"
    if [ "$status" = 124 ]; then fail answer "docker.service is running but does not answer within 30 s"; fi
    # The daemon is running, so the client reports the error. There may be several clients, so report which one.
    locate docker
    answer client "$located"
    fail client "$(reason 'docker version')"
}

# docker_containers: lists the containers that a restart of the daemon would stop, in $said, one name per line.
docker_containers() {
    attempt 20 docker ps --format '{{.Names}}'
}

# docker_works_for USER: whether the user gets an answer of the daemon, with the groups of a new session. Does not run the
# user's profile.
docker_works_for() {
    attempt 10 setpriv --reuid="$1" --regid="$(id -g "$1")" --init-groups --reset-env \
        env DOCKER_HOST="$DOCKER_HOST" docker version --format '{{.Server.Version}}'
}

# docker_prove: verifies that Docker starts a container, from an image that is built here from a shell and its libraries.
# Pulls nothing, and leaves no image, container or log behind.
docker_prove() {
    progress 'starting a container'
    # A concurrent run waits. Otherwise it would remove the image that the first one is about to use.
    mkdir -p "${docker_lock%/*}"
    exec 9>"$docker_lock"
    # 1: timeout. https://man7.org/linux/man-pages/man1/flock.1.html
    docker_said=$(flock --timeout 120 9 2>&1)
    case $? in
        0) ;;
        1) fail container "another run has been starting a container for more than 120 s" ;;
        *) fail container "$docker_lock cannot be locked: $docker_said" ;;
    esac
    [ -z "$docker_again" ] || docker_clean
    # shellcheck disable=SC2046 # paths without spaces, one by one
    docker_image=$(tar --create --dereference /bin/sh $(ldd /bin/sh | grep -o '/[^ ]*') 2>/dev/null |
        timeout 60 docker import --change "LABEL $docker_label=yes" - 2>&1)
    status=$?
    attempt_limit=60
    said=$docker_image
    [ "$status" = 0 ] || docker_not_proven import
    # With the configured log driver, which can fail too. The container prints nothing, so nothing is logged.
    attempt 60 docker run --rm "$docker_image" /bin/sh -c : || docker_not_proven run
    docker_clean
    rm -f "$docker_pending"
    rmdir "${docker_pending%/*}" 2>/dev/null || :
}

# docker_not_proven COMMAND: cleans up and ends the script with the error of docker's COMMAND.
docker_not_proven() {
    docker_clean
    fail container "$(reason "docker $1")"
}

# docker_clean: removes the images and containers of this or an earlier verification.
docker_clean() {
    docker_left=$(timeout 60 docker ps --all --quiet --filter "label=$docker_label" 2>/dev/null)
    # shellcheck disable=SC2086 # ids, one by one
    [ -z "$docker_left" ] || timeout 60 docker rm --force --volumes $docker_left >/dev/null 2>&1
    docker_left=$(timeout 60 docker images --all --quiet --filter "label=$docker_label" 2>/dev/null)
    # shellcheck disable=SC2086 # ids, one by one
    [ -z "$docker_left" ] || timeout 60 docker rmi --force $docker_left >/dev/null 2>&1
}
