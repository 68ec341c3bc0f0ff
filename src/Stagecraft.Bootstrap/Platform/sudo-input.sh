# shellcheck shell=sh
# Says what sudo's rules are for the account that runs this through it: whether it keeps what it passes on. Runs as root,
# who may ask that of every account, without a password.
# shellcheck disable=SC2154 # the prelude is put before this
[ -n "${SUDO_USER:-}" ] || fail unknown 'SUDO_USER is not set'
quote rules sudo -n -l -U "$SUDO_USER" || answer version "$(ask sudo -V)"
