# shellcheck shell=sh
# The source of Docker's own packages. Needs apt.sh.

docker_list=/etc/apt/sources.list.d/docker.list
docker_keyring=/etc/apt/keyrings/docker.asc

# docker_repository BASE_URL FINGERPRINT CODENAME: sets up Docker's apt repository, or a mirror of it, as
# https://docs.docker.com/engine/install/ does, with the key's fingerprint checked.
docker_repository() {
    apt_key "$1/gpg" "$2" "$docker_keyring"
    apt_source "$docker_list" "$1" "deb [arch=$(dpkg --print-architecture) signed-by=$docker_keyring] $1 $3 stable"
}
