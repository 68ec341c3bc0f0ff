# Probes for the command that signs this node in a locked tailnet. Reads only.
# tailscale-lock
answer sign "$(ask tailscale lock status | sed -n 's/^[[:space:]]*\(tailscale lock sign .*\)/\1/p')"
