# Sets up where Tailscale's packages come from, for another installation to bring them along.
# Needs apt.sh and tailscale-repository.sh.
# tailscale-source LOCK_SECONDS INSTALL_SECONDS BASE_URL CODENAME KEYRING FINGERPRINT|-
apt_begin "$1" "$2"
shift 2
tailscale_repository "$@"
