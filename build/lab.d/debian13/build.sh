#!/usr/bin/env bash
# Makes a small Debian 13 for tests of its apt, which checks signatures with sqv: debian13/build.sh DEST MIRROR.
# It is no host: nothing boots in it. Runs in mount and pid namespaces of its own.
set -euo pipefail
umask 022

root=$1/root
mirror=$2

# gpgv as well, which apt uses where it is told to.
debootstrap --variant=minbase --include=gpg,gpgv trixie "$root" "$mirror"
chroot "$root" apt-get clean
: >"$root/etc/apt/sources.list"
rm -rf "$root"/var/lib/apt/lists/* "$root"/usr/share/doc/* "$root"/usr/share/locale/*
mkdir -p "$root/var/lib/apt/lists/partial"
