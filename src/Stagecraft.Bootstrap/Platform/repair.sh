# Lets dpkg finish what was cut off (power, kill, a host that went down). Needs apt.sh.
# repair LOCK_SECONDS INSTALL_SECONDS
apt_begin "$1" "$2"
apt_get check || apt_fail install "$(apt_telling)"
