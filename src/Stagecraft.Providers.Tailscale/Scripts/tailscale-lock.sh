# Asks for the command that signs this node where the tailnet is locked. Reads only.
# tailscale-lock
answer sign "$(ask tailscale lock status | sed -n 's/^[[:space:]]*\(tailscale lock sign .*\)/\1/p')"
