# Gives a running node the host name NAME; `tailscale set` changes nothing else. Needs tailscale.sh.
# tailscale-rename NAME
said=$(timeout 30 tailscale set --hostname="$1" 2>&1) || fail rename "$(tailscale_telling "$said")"
