# Installs the distribution's own packages, starts Docker, and verifies that it starts a container. Needs apt.sh and docker.sh.
# docker-apt LOCK_SECONDS INSTALL_SECONDS ALONG|- latest|VERSION PACKAGES...
apt_begin "$1" "$2"
docker_begin
along=$3
version=$4
shift 4

apt_update
if [ "$version" != latest ]; then
    for package; do
        shift
        case $package in
            docker.io | docker-cli)
                apt_find_version "$package" "$version"
                package=$package=$apt_found
                ;;
        esac
        set -- "$@" "$package"
    done
fi
apt_install_along "$along" "$@"
# shellcheck disable=SC2154 # apt.sh sets it
[ -z "$apt_repaired" ] || answer repaired yes
docker_start
docker_prove
