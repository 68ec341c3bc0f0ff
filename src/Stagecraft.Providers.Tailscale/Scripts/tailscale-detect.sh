# Probes the state of Tailscale. Reads only. On a ready host, this starts two processes. Needs tailscale.sh.
# tailscale-detect
tailscale_report
