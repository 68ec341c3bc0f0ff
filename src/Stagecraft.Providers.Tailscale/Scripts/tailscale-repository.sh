# shellcheck shell=sh
# Where Tailscale's packages come from. Needs apt.sh.

tailscale_list=/etc/apt/sources.list.d/tailscale.list

# tailscale_repository BASE_URL CODENAME KEYRING FINGERPRINT|-: sets up the apt repository, or a mirror of it, as
# https://tailscale.com/install.sh does.
tailscale_repository() {
    tailscale_key=$1/stable/ubuntu/$2.noarmor.gpg
    if [ "$4" != - ]; then
        apt_key "$tailscale_key" "$4" "$3"
    else
        # A mirror's owner who does not say which key it has takes the one that is there.
        # shellcheck disable=SC2154 # apt.sh sets apt_dir
        mkdir -p "$apt_dir/key-$$"
        apt_download "$tailscale_key" "$apt_dir/key-$$/key"
        { mkdir -p "${3%/*}" && install -m 0644 "$apt_dir/key-$$/key" "$3"; } || fail install "cannot write $3"
    fi
    apt_source "$tailscale_list" "$1/stable/ubuntu" "deb [signed-by=$3] $1/stable/ubuntu $2 main"
}
