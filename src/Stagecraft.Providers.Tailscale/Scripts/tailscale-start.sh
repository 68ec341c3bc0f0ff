# Starts and enables a tailscaled that is installed. Needs tailscale.sh.
# tailscale-start
tailscale_start
