# Waits until cloud-init has finished the setup of the host's first boot. Changes nothing.
# settle SECONDS
if ! attempt "$1" cloud-init status --wait && [ ! -e /run/cloud-init/result.json ]; then
    # shellcheck disable=SC2154 # attempt sets status
    [ "$status" = 124 ] || fail status "$(reason 'cloud-init status --wait')"
    attempt 10 cloud-init status
    [ "$status" != 124 ] || fail busy "cloud-init has not finished and does not report its status"
    fail busy "cloud-init has not finished: ${said%%"$newline"*}"
fi
