# Brings a stopped node that is logged in back up, with the settings it has. Needs tailscale.sh.
# Only without any flag does the client do just that, so the limit cannot be a flag of its own.
# https://github.com/tailscale/tailscale/blob/main/cmd/tailscale/cli/up.go (simpleUp)
# tailscale-up SECONDS
# shellcheck disable=SC2154 # attempt sets them
attempt "$1" tailscale up || case $status in
    124) fail timeout "$(tailscale_telling "$said")" ;;
    *) fail up "$(reason 'tailscale up')" ;;
esac
