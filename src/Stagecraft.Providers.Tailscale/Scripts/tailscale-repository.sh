# shellcheck shell=sh
# The source of Tailscale's packages. Needs apt.sh.

tailscale_list=/etc/apt/sources.list.d/tailscale.list

# tailscale_repository BASE_URL DISTRIBUTION CODENAME KEYRING FINGERPRINT|-: sets up the apt repository, or a mirror of it, as
# https://tailscale.com/install.sh does.
tailscale_repository() {
    # For a mirror without a configured fingerprint, any single key is accepted.
    apt_key "$1/stable/$2/$3.noarmor.gpg" "$5" "$4"
    apt_source "$tailscale_list" "$1/stable/$2" "deb [signed-by=$4] $1/stable/$2 $3 main"
}
