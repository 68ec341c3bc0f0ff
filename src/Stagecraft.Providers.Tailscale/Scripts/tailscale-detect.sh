# Asks what there is of Tailscale. Reads only; a ready host costs the two processes that answer. Needs tailscale.sh.
# tailscale-detect
tailscale_report
