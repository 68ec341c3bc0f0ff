# Holds the client at its version. Needs apt.sh and tailscale.sh.
# tailscale-hold LOCK_SECONDS INSTALL_SECONDS
apt_begin "$1" "$2"
apt_hold tailscale
