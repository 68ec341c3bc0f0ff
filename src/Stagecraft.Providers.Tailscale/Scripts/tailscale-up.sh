# Brings a stopped node that is logged in back up, with its current settings. Needs tailscale.sh.
# The client does only that if it gets no flags at all, so the time limit cannot be a flag.
# https://github.com/tailscale/tailscale/blob/main/cmd/tailscale/cli/up.go (simpleUp)
# tailscale-up SECONDS
# shellcheck disable=SC2154 # attempt sets them
attempt "$1" tailscale up || case $status in
    124) fail timeout "$(tailscale_telling "$said")" ;;
    *) fail up "$(reason 'tailscale up')" ;;
esac
