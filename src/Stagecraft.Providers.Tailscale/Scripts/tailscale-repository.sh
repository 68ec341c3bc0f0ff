# shellcheck shell=sh
# Where Tailscale's packages come from. Needs apt.sh.

tailscale_list=/etc/apt/sources.list.d/tailscale.list

# tailscale_repository BASE_URL CODENAME KEYRING FINGERPRINT|-: sets up the apt repository, or a mirror of it, as
# https://tailscale.com/install.sh does.
tailscale_repository() {
    # A mirror's owner who does not say which key it has takes the one that is there.
    apt_key "$1/stable/ubuntu/$2.noarmor.gpg" "$4" "$3"
    apt_source "$tailscale_list" "$1/stable/ubuntu" "deb [signed-by=$3] $1/stable/ubuntu $2 main"
}
