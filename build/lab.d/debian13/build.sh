#!/usr/bin/env bash
# Builds a small Debian 13 for tests of its apt, which checks signatures with sqv: debian13/build.sh DEST MIRROR.
# It is not a host and does not boot. Runs in its own mount and pid namespaces.
set -euo pipefail
umask 022

root=$1/root
mirror=$2

# gpgv too: apt uses it if it is configured to.
debootstrap --variant=minbase --include=gpg,gpgv trixie "$root" "$mirror"
chroot "$root" apt-get clean
: >"$root/etc/apt/sources.list"
rm -rf "$root"/var/lib/apt/lists/* "$root"/usr/share/doc/* "$root"/usr/share/locale/*
mkdir -p "$root/var/lib/apt/lists/partial"
