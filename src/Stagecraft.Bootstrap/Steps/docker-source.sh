# Replaces the package source of Docker and its key, which an earlier version wrote. Without a BASE_URL, removes them.
# Needs apt.sh and docker-repository.sh.
# docker-source LOCK_SECONDS INSTALL_SECONDS [BASE_URL FINGERPRINT CODENAME]
apt_begin "$1" "$2"
shift 2
if [ $# -gt 0 ]; then
    docker_repository "$@"
else
    # shellcheck disable=SC2154 # docker-repository.sh sets docker_list
    apt_remove_source "$docker_list"
fi
