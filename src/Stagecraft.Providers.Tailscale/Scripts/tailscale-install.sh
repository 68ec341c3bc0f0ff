# Installs Tailscale from its apt repository or a mirror of it, or upgrades it, and starts the daemon.
# Needs apt.sh, tailscale-repository.sh and tailscale.sh.
# tailscale-install LOCK_SECONDS INSTALL_SECONDS BASE_URL DISTRIBUTION CODENAME KEYRING FINGERPRINT|- VERSION|- PACKAGES...
apt_begin "$1" "$2"
tailscale_repository "$3" "$4" "$5" "$6" "$7"
version=$8
shift 8

# The package depends on iptables. A minimal image may have neither iptables nor its package index. The machine's owner may
# also have this repository in another file.
# shellcheck disable=SC2154 # apt.sh sets apt_list
if [ -x /usr/sbin/iptables ] && [ -n "$apt_list" ]; then
    apt_update_source "$apt_list"
else
    apt_update
fi
if [ "$version" != - ]; then
    apt_find_version "$1" "$version"
    package=$1=$apt_found
    shift
    set -- "$package" "$@"
fi
apt_install "$@"
# shellcheck disable=SC2154 # apt.sh sets it
[ -z "$apt_repaired" ] || answer repaired yes
tailscale_start
