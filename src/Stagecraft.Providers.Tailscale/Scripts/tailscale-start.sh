# Starts and enables an installed tailscaled. Needs tailscale.sh.
# tailscale-start
tailscale_start
