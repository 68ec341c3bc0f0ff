# Sets up the source of Tailscale's packages, so that another step can install them or to replace the source of an earlier
# version. Without a BASE_URL, removes the source of the earlier version.
# Needs apt.sh and tailscale-repository.sh.
# tailscale-source LOCK_SECONDS INSTALL_SECONDS [BASE_URL DISTRIBUTION CODENAME KEYRING FINGERPRINT|-]
apt_begin "$1" "$2"
shift 2
if [ $# -gt 0 ]; then
    tailscale_repository "$@"
else
    # shellcheck disable=SC2154 # tailscale-repository.sh sets tailscale_list
    apt_remove_source "$tailscale_list"
fi
