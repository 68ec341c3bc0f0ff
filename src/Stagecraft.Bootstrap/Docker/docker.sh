# shellcheck shell=sh
# What the Docker scripts share.

# The machine's own daemon, whatever context or host the account has chosen.
# DOCKER_CONTEXT would override DOCKER_HOST: https://docs.docker.com/reference/cli/docker/#environment-variables
DOCKER_HOST=unix:///var/run/docker.sock
export DOCKER_HOST
unset DOCKER_CONTEXT DOCKER_TLS DOCKER_TLS_VERIFY DOCKER_CERT_PATH

# docker_start: the daemon runs and answers, now and after a reboot. Needs unit.sh.
docker_start() {
    unit_start docker.service || fail start "$(docker_why)"
    timeout 30 docker version >/dev/null 2>&1 && return
    # An old complaint in its journal says nothing about a daemon that is up and hangs.
    if systemctl --quiet is-active docker.service; then fail start "docker.service is up, and does not answer within 30 s"; fi
    fail start "$(docker_why)"
}

# docker_why: the last complaint in the daemon's journal, else what systemctl said.
docker_why() {
    docker_line=$(journalctl --unit=docker.service --identifier=dockerd --lines=50 --output=cat --no-pager 2>/dev/null |
        grep -v level=info | tail -n 1)
    printf '%s\n' "${docker_line:-${unit_said:-the daemon does not answer on $DOCKER_HOST}}"
}
