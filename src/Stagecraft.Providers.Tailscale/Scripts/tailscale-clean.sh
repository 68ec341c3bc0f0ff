# Leaves an installed client without a state, as an image needs it: the daemon starts at the next boot and then creates a
# machine key. Hosts with copies of one state are one node (https://github.com/tailscale/tailscale/issues/5405).
# Needs tailscale.sh.
# tailscale-clean
case $(timeout 10 tailscale status --json --peers=false 2>/dev/null) in
    *'"HaveNodeKey": true'*) fail joined 'the node has logged in in the meantime' ;;
esac
attempt 60 systemctl stop tailscaled.service || fail stop "$(reason 'systemctl stop tailscaled')"
attempt 60 systemctl enable tailscaled.service || fail stop "$(reason 'systemctl enable tailscaled')"
[ ! -d /var/lib/tailscale ] || attempt 20 find /var/lib/tailscale -mindepth 1 -delete || fail state "$(reason find)"
