# Changes settings of the node that cannot cut this connection. With 'forward', enables IP forwarding first.
# Needs tailscale.sh.
# tailscale-set forward|- [FLAGS...]
[ "$1" = - ] || tailscale_forward
shift
[ $# -eq 0 ] || attempt 20 tailscale set "$@" || fail set "$(reason 'tailscale set')"
