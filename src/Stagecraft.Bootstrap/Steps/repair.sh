# Lets dpkg finish an operation that was interrupted (power failure, kill, shutdown). Needs apt.sh.
# repair LOCK_SECONDS INSTALL_SECONDS
apt_begin "$1" "$2"
apt_get check || apt_fail install "$(apt_telling)"
