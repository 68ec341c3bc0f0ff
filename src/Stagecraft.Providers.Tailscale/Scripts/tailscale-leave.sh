# Logs the node out, and waits until the daemon has done so. Needs tailscale.sh.
# tailscale-leave SECONDS
is_logged_out() {
    [ "$(tailscale_state)" = NeedsLogin ]
}

attempt "$1" tailscale logout || fail logout "$(reason 'tailscale logout')"
tailscale_until 10 is_logged_out || fail state "$(tailscale_state)"
