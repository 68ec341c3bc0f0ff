# Asks what there is of Tailscale. Reads only; a ready host costs four processes. Needs tailscale.sh.
# tailscale-detect
tailscale_ask
tailscale_report
