#!/usr/bin/env bash
# Creates the throw-away keys that sign the lab's archives: keys/build.sh DEST.
# All platforms use the same keys, so that one configuration works for hosts of several platforms.
# Runs in its own pid namespace, so that gpg's agent ends with it.
set -euo pipefail
umask 022

dest=$1
home=$(mktemp -d /tmp/lab-keys.XXXXXX)
trap 'rm -rf "$home"' EXIT

# The "distribution" key signs the archives of Debian and Ubuntu, "docker" and "tailscale" the vendors' archives.
for name in distribution docker tailscale; do
    owner="stand-in $name archive"
    gpg --homedir "$home" --batch --quiet --passphrase '' --quick-generate-key "Stagecraft lab: $owner" rsa3072 sign never
    gpg --homedir "$home" --export "$owner" >"$dest/$name.gpg"
    gpg --homedir "$home" --armor --export "$owner" >"$dest/$name.asc"
    gpg --homedir "$home" --batch --export-secret-keys "$owner" | install -m 0600 /dev/stdin "$dest/$name.secret"
    gpg --homedir "$home" --with-colons --fingerprint "$owner" | awk -F: '$1 == "fpr" { print $10; exit }' >"$dest/$name.fingerprint"
done
