# What tailscaled would keep: a file of key=value lines, all values on one line.
# shellcheck shell=sh disable=SC2034,SC2154,SC2153 # parts of one program share their variables

STATE_DIR=/var/lib/tailscale
STATE=$STATE_DIR/standin.state
TAKEN=$STATE_DIR/standin-taken-names
# Lives as long as the daemon's run does, like the network map in its memory.
NETMAP=/run/tailscale/netmap
DAEMON_LOCK=/run/tailscale/standin.lock

get() { # KEY [DEFAULT]
    got=$(sed -n "s/^$1=//p" "$STATE" 2>/dev/null)
    printf '%s' "${got:-${2-}}"
}

put() { # KEY=VALUE...: one atomic write
    put_new=$STATE.new
    put_old=$(cat "$STATE" 2>/dev/null)
    for pair in "$@"; do
        put_old=$(printf '%s\n' "$put_old" | grep -v "^${pair%%=*}=")
        put_old=$(printf '%s\n%s' "$put_old" "$(printf '%s' "$pair" | tr '\n' ' ')")
    done
    printf '%s\n' "$put_old" | sed '/^$/d' | sort >"$put_new" && mv "$put_new" "$STATE"
}

daemon_runs() { # the daemon holds this lock for as long as it lives
    [ -e "$DAEMON_LOCK" ] && ! flock -s -n "$DAEMON_LOCK" true 2>/dev/null
}

need_daemon() {
    daemon_runs && return 0
    echo "failed to connect to local tailscaled; it doesn't appear to be running (sudo systemctl start tailscaled ?)" >&2
    exit 1
}

need_root() { # WHAT
    [ "$(id -u)" = 0 ] && return 0
    [ "$(get pref_operator)" = "$(id -un)" ] && return 0
    printf "Access denied: %s access denied\n\nUse 'sudo tailscale %s'.\nTo not require root, use 'sudo tailscale set --operator=\$USER' once.\n" "$1" "$command" >&2
    exit 1
}

backend_state() {
    if [ -z "$(get node_key)" ] || [ "$(get expired)" = 1 ]; then
        echo NeedsLogin
    elif [ "$(get want_running)" != 1 ]; then
        echo Stopped
    elif [ "$(get authorized)" != 1 ]; then
        echo NeedsMachineAuth
    else
        echo Running
    fi
}

has_netmap() { # does the daemon know the tailnet it is in, in this run of it?
    [ -n "$(get node_key)" ] && { [ "$(get want_running)" = 1 ] || [ -e "$NETMAP" ]; }
}

host_name() {
    get pref_hostname "$(uname -n)"
}
