# shellcheck shell=sh
# What the Docker scripts share.

# The machine's own daemon, whatever context or host the account has chosen.
# DOCKER_CONTEXT would override DOCKER_HOST: https://docs.docker.com/reference/cli/docker/#environment-variables
DOCKER_HOST=unix:///var/run/docker.sock
export DOCKER_HOST
unset DOCKER_CONTEXT DOCKER_TLS DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_CONTENT_TRUST DOCKER_DEFAULT_PLATFORM

# There from before Docker is installed or started until a container has started, whatever ends this script: the next
# run then proves it, and removes what the proof may have left.
docker_pending=/var/lib/stagecraft/docker-not-proven
docker_label=io.stagecraft.proof
docker_lock=/run/stagecraft/docker-proof.lock

# docker_is_pending: an earlier run has installed or started Docker, and has not proven it.
docker_is_pending() {
    [ -e "$docker_pending" ]
}

# docker_begin: notes that Docker is to be proven.
docker_begin() {
    docker_again=
    ! docker_is_pending || docker_again=yes
    docker_said=$({ mkdir -p "${docker_pending%/*}" && : >"$docker_pending"; } 2>&1) ||
        fail install "cannot write $docker_pending: ${docker_said##*: }"
}

# docker_start: the daemon runs and answers, now and after a reboot, and so does the containerd that the host has for it.
# Needs unit.sh.
docker_start() {
    # dockerd does not end without containerd, and is not started again with it.
    docker_was_cut_off=
    if [ "$(systemctl show containerd.service --property=LoadState --value 2>/dev/null)" = loaded ]; then
        systemctl --quiet is-active containerd.service || docker_was_cut_off=yes
        unit_start containerd.service || fail start "containerd.service does not start: $(unit_why containerd.service)"
    fi
    unit_start docker.service || fail start "$(unit_why docker.service)"
    docker_ask
    docker_seconds=30
    while [ -n "$docker_was_cut_off" ]; do
        # It connects again by itself, some seconds after containerd is back.
        case $said in *containerd*) break ;; esac
        [ "$docker_seconds" -gt 0 ] || fail answer "docker.service is up, and does not reach containerd"
        sleep 1
        docker_seconds=$((docker_seconds - 1))
        docker_ask
    done
}

# docker_ask: puts the names of the daemon's components in $said. Ends the script where the client does not get them.
docker_ask() {
    # shellcheck disable=SC2154 # attempt and locate set them
    attempt 30 docker version --format '{{range .Server.Components}}{{.Name}} {{end}}' && return
    systemctl --quiet is-active docker.service || fail start "$(unit_why docker.service)"
    if [ "$status" = 124 ]; then fail answer "docker.service is up, and does not answer within 30 s"; fi
    # The daemon is up, so it is the client that has something to say. Which one that is matters: there may be several.
    locate docker
    answer client "$located"
    fail client "$(reason 'docker version')"
}

# docker_prove: Docker starts a container, from an image that is made here of a shell and its libraries. Nothing is
# pulled, and nothing is left behind: no image, no container, no log.
docker_prove() {
    # Of two runs at once the second one waits, or it would remove what the first one is about to use.
    mkdir -p "${docker_lock%/*}"
    exec 9>"$docker_lock"
    # 1: the time is over. https://man7.org/linux/man-pages/man1/flock.1.html
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
    attempt 60 docker run --rm --log-driver none "$docker_image" /bin/sh -c 'echo started' || docker_not_proven run
    docker_clean
    rm -f "$docker_pending"
    rmdir "${docker_pending%/*}" 2>/dev/null || :
}

# docker_not_proven COMMAND: removes what there is and ends the script with what docker said when COMMAND was tried.
docker_not_proven() {
    docker_clean
    fail container "$(reason "docker $1")"
}

# docker_clean: removes what this or an earlier proof has made.
docker_clean() {
    docker_left=$(timeout 60 docker ps --all --quiet --filter "label=$docker_label" 2>/dev/null)
    # shellcheck disable=SC2086 # ids, one by one
    [ -z "$docker_left" ] || timeout 60 docker rm --force --volumes $docker_left >/dev/null 2>&1
    docker_left=$(timeout 60 docker images --all --quiet --filter "label=$docker_label" 2>/dev/null)
    # shellcheck disable=SC2086 # ids, one by one
    [ -z "$docker_left" ] || timeout 60 docker rmi --force $docker_left >/dev/null 2>&1
}
