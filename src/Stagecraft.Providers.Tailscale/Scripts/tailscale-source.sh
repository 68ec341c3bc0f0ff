# Sets up where Tailscale's packages come from: for another installation to bring them along, or in place of what an
# earlier version wrote. Without a BASE_URL, removes what it wrote.
# Needs apt.sh and tailscale-repository.sh.
# tailscale-source LOCK_SECONDS INSTALL_SECONDS [BASE_URL CODENAME KEYRING FINGERPRINT|-]
apt_begin "$1" "$2"
shift 2
if [ $# -gt 0 ]; then
    tailscale_repository "$@"
else
    # shellcheck disable=SC2154 # tailscale-repository.sh sets tailscale_list
    apt_remove_source "$tailscale_list"
fi
