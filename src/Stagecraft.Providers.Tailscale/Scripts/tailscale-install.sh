# Installs Tailscale from its apt repository or a mirror of it, or upgrades it, and starts the daemon.
# Needs apt.sh and tailscale.sh. As https://tailscale.com/install.sh sets it up.
# tailscale-install LOCK_SECONDS INSTALL_SECONDS tailscale|mirror BASE_URL CODENAME FINGERPRINT|-
apt_begin "$1" "$2"
source=$3
base=$4
codename=$5
fingerprint=$6

# A mirror may sign with a key of its own, which Tailscale's keyring package would overwrite.
if [ "$source" = mirror ]; then
    keyring=/usr/share/keyrings/tailscale-mirror.gpg
    set -- tailscale
else
    keyring=/usr/share/keyrings/tailscale-archive-keyring.gpg
    set -- tailscale tailscale-archive-keyring
fi

key=$base/stable/ubuntu/$codename.noarmor.gpg
if [ "$fingerprint" != - ]; then
    apt_key "$key" "$fingerprint" "$keyring"
else
    # A mirror's owner who does not say which key it has takes the one that is there.
    # shellcheck disable=SC2154 # apt.sh sets apt_dir
    mkdir -p "$apt_dir/key-$$"
    apt_download "$key" "$apt_dir/key-$$/key"
    { mkdir -p "${keyring%/*}" && install -m 0644 "$apt_dir/key-$$/key" "$keyring"; } || fail install "cannot write $keyring"
fi

list=/etc/apt/sources.list.d/tailscale.list
apt_source "$list" "$base/stable/ubuntu" "deb [signed-by=$keyring] $base/stable/ubuntu $codename main"
# The package depends on iptables, which a minimal image may lack; so may its index. The machine's owner may also
# have this repository in a file of his own.
if [ -x /usr/sbin/iptables ] && [ -e "$list" ]; then
    apt_update_source "$list"
else
    apt_update
fi
apt_install "$@"
tailscale_start
