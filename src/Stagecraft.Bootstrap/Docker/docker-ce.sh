# Installs from Docker's apt repository, or a mirror of it, starts Docker, and proves that it starts a container. Needs apt.sh and docker.sh.
# As https://docs.docker.com/engine/install/ubuntu/ sets it up, with the key's fingerprint checked.
# docker-ce LOCK_SECONDS INSTALL_SECONDS ALONG|- latest|VERSION BASE_URL FINGERPRINT CODENAME PACKAGES...
apt_begin "$1" "$2"
docker_begin
along=$3
version=$4
base=$5
fingerprint=$6
codename=$7
shift 7

keyring=/etc/apt/keyrings/docker.asc
apt_key "$base/gpg" "$fingerprint" "$keyring"
apt_source /etc/apt/sources.list.d/docker.list "$base" \
    "deb [arch=$(dpkg --print-architecture) signed-by=$keyring] $base $codename stable"
apt_update
if [ "$version" != latest ] && [ "$1" = docker-ce ]; then
    shift 2
    apt_find_version docker-ce "$version"
    set -- "docker-ce=$apt_found" "docker-ce-cli=$apt_found" "$@"
fi
apt_install_along "$along" "$@"
docker_start
docker_prove
