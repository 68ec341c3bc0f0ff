# shellcheck shell=sh
# The files that configure the Docker daemon.

# https://docs.docker.com/engine/daemon/#configuration-file
docker_file=/etc/docker/daemon.json

# Our drop-in names our file of variables: any account can read a unit's variables with systemctl, but not those of a file.
# https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#Environment
docker_proxy_unit=/etc/systemd/system/docker.service.d/stagecraft-proxy.conf
docker_proxy_file=/etc/systemd/system/docker.service.d/stagecraft-proxy.env

# This file exists from before a file above is changed until the daemon has loaded it. It contains the id of the daemon's
# start, so it means nothing after the next start.
docker_unloaded=/var/lib/stagecraft/docker-not-loaded

# docker_is_unloaded: whether the running daemon has not loaded its files.
docker_is_unloaded() {
    [ -e "$docker_unloaded" ] || return
    read -r docker_start <"$docker_unloaded"
    [ -n "$docker_start" ] && [ "$docker_start" = "$(docker_start_id)" ]
}

# docker_start_id: prints the id of the daemon's start.
docker_start_id() {
    ask systemctl show docker.service --property=InvocationID --value
}
