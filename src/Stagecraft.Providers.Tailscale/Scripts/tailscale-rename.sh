# Gives a running node the host name NAME; `tailscale set` changes nothing else.
# tailscale-rename NAME
attempt 30 tailscale set --hostname="$1" || fail rename "$(reason 'tailscale set')"
