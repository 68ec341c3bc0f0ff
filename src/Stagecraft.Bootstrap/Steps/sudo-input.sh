# shellcheck shell=sh
# Reports sudo's rules for the account that runs this with sudo, which show whether sudo logs input. Runs as root, who may
# list the rules of every account without a password.
# shellcheck disable=SC2154 # the prelude is put before this
[ -n "${SUDO_USER:-}" ] || fail unknown 'SUDO_USER is not set'
quote rules sudo -n -l -U "$SUDO_USER" || answer version "$(ask sudo -V)"
