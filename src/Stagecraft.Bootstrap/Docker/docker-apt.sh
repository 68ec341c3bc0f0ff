# Installs Ubuntu's own packages and starts Docker. Needs apt.sh and docker.sh.
# docker-apt LOCK_SECONDS INSTALL_SECONDS ALONG|- latest|VERSION PACKAGES...
apt_begin "$1" "$2"
along=$3
version=$4
shift 4

apt_update
if [ "$version" != latest ] && [ "$1" = docker.io ]; then
    shift
    apt_find_version docker.io "$version"
    set -- "docker.io=$apt_found" "$@"
fi
apt_install_along "$along" "$@"
docker_start
