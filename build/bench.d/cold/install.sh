# shellcheck shell=sh
# Makes a new host ready without our tool: install.sh MIRROR NAME TAGS, run as root by `ssh HOST sh -s`.
# One fetch of the indexes and one installation is the leanest way; the packages enable and start their daemons.
# The line above it in the stream sets `key`.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
keyring=/usr/share/keyrings/tailscale-archive-keyring.gpg

curl -fsS "$1/stable/ubuntu/jammy.noarmor.gpg" -o "$keyring"
printf 'deb [signed-by=%s] %s/stable/ubuntu jammy main\n' "$keyring" "$1" >/etc/apt/sources.list.d/tailscale.list
apt-get -qq update
apt-get -qq -y --no-install-recommends install docker.io docker-compose-v2 tailscale </dev/null
# shellcheck disable=SC2154 # key
printf '%s' "$key" | tailscale up --auth-key=file:/dev/stdin --timeout=120s --hostname="$2" --advertise-tags="$3"
