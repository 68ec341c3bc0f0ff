# Brings a stopped node that is logged in back up, with the settings it has. Needs tailscale.sh.
# Only without any flag does the client do just that, so the limit cannot be a flag of its own.
# https://github.com/tailscale/tailscale/blob/main/cmd/tailscale/cli/up.go (simpleUp)
# tailscale-up SECONDS
said=$(timeout "$1" tailscale up 2>&1)
case $? in
    0) ;;
    124) fail timeout "$(tailscale_telling "$said")" ;;
    *) fail up "$(tailscale_telling "$said")" ;;
esac
