# Changes settings of the node that can cut this connection. After SECONDS, a timer on the host puts the old ones back, unless
# tailscale-keep cancels it. Needs tailscale.sh.
# tailscale-guard SECONDS OLD_FLAGS... -- FLAGS...
tailscale_disarm
seconds=$1
shift
old=
while [ "$1" != -- ]; do
    old="$old $1"
    shift
done
shift

# The daemon may be restarting when the timer ends.
# shellcheck disable=SC2016,SC2086 # for the shell of the unit; one flag a word
attempt 10 systemd-run --quiet --collect --unit="$restore_unit" --on-active="${seconds}s" --timer-property=AccuracySec=1s \
    sh -c 'for attempt in 1 2 3 4 5 6 7 8 9 10; do tailscale set "$@" && exit; sleep 5; done; exit 1' sh --accept-risk=lose-ssh $old ||
    fail timer "$(reason systemd-run)"

# The client asks before it changes its SSH server over a connection that this may end.
attempt 20 tailscale set --accept-risk=lose-ssh "$@" || {
    refusal=$(reason 'tailscale set')
    tailscale_disarm
    fail set "$refusal"
}
