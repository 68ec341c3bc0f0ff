# Probes the state of Tailscale. Reads only. On a ready host, this starts two processes, and one more with 'hold'.
# Needs tailscale.sh.
# tailscale-detect [hold]
tailscale_report
# shellcheck disable=SC2016 # dpkg-query's own format
[ $# -eq 0 ] || answer want "$(ask dpkg-query --show --showformat '${db:Status-Want}' tailscale)"
