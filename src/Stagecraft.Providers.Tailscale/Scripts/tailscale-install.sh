# Installs Tailscale from its apt repository or a mirror of it, or upgrades it, and starts the daemon.
# Needs apt.sh, tailscale-repository.sh and tailscale.sh.
# tailscale-install LOCK_SECONDS INSTALL_SECONDS BASE_URL DISTRIBUTION CODENAME KEYRING FINGERPRINT|- PACKAGES...
apt_begin "$1" "$2"
tailscale_repository "$3" "$4" "$5" "$6" "$7"
shift 7

# The package depends on iptables. A minimal image may have neither iptables nor its package index. The machine's owner may
# also have this repository in another file.
# shellcheck disable=SC2154 # apt.sh sets apt_list
if [ -x /usr/sbin/iptables ] && [ -n "$apt_list" ]; then
    apt_update_source "$apt_list"
else
    apt_update
fi
apt_install "$@"
# shellcheck disable=SC2154 # apt.sh sets it
[ -z "$apt_repaired" ] || answer repaired yes
tailscale_start
