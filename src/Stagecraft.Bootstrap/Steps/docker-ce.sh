# Installs from Docker's apt repository, or a mirror of it, starts Docker, and verifies that it starts a container.
# Needs apt.sh, docker-repository.sh and docker.sh.
# docker-ce LOCK_SECONDS INSTALL_SECONDS ALONG|- latest|VERSION BASE_URL FINGERPRINT CODENAME PACKAGES...
apt_begin "$1" "$2"
docker_begin
along=$3
version=$4
docker_repository "$5" "$6" "$7"
shift 7

apt_update
if [ "$version" != latest ] && [ "$1" = docker-ce ]; then
    shift 2
    apt_find_version docker-ce "$version"
    set -- "docker-ce=$apt_found" "docker-ce-cli=$apt_found" "$@"
fi
apt_install_along "$along" "$@"
# shellcheck disable=SC2154 # apt.sh sets it
[ -z "$apt_repaired" ] || answer repaired yes
docker_start
docker_prove
