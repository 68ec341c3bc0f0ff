# Holds packages at their version. Needs apt.sh.
# docker-hold LOCK_SECONDS INSTALL_SECONDS PACKAGES...
apt_begin "$1" "$2"
shift 2
apt_hold "$@"
