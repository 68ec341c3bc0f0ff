# Logs the node in with the key in $secret, as NAME with TAGS. All other settings are kept.
# A rejected login leaves all settings unchanged. Needs tailscale.sh.
# tailscale-login SECONDS NAME TAGS|- LOGIN_SERVER|- new|known
seconds=$1
name=$2
tags=$3
server=$4
node=$5
[ "$tags" != - ] || tags=

# join FLAGS...: logs in. Repeats existing settings if the client requires them.
join() {
    tailscale_join "$seconds" "$server" "$@" && return
    case $said in *'requires mentioning all'*) ;; *) return 1 ;; esac
    # Nothing has happened yet. The key must not be sent to a control server that is not configured.
    tailscale_keep "$said"
    if [ "$server" = - ] && [ -n "$kept_server" ]; then
        [ "$node" = new ] || fail server "$kept_server"
        set -- "$@" --login-server=https://controlplane.tailscale.com
    fi
    if [ -z "$tags" ] && [ "$node" = known ] && [ -n "$kept_tags" ]; then set -- "$@" --advertise-tags="$kept_tags"; fi
    # shellcheck disable=SC2086 # tailscale_keep sets kept, one flag a word
    tailscale_join "$seconds" "$server" "$@" $kept
}

# undo: reverts the settings of a rejected login. Otherwise the next login would have to repeat them. A logout does nothing
# without a login:
# https://github.com/tailscale/tailscale/blob/main/ipn/ipnlocal/local.go (Logout)
undo() {
    [ -n "$before" ] || return 0
    # Without a key, this waits for a person, for at most one second. The settings are changed by then.
    # shellcheck disable=SC2046,SC2086 # one flag a word
    timeout 30 tailscale up --timeout=1s $(tailscale_identity "$before") $kept >/dev/null 2>&1
    [ "$node" != new ] || timeout 30 tailscale down >/dev/null 2>&1
    tailscale_restore "$before"
}

before=$(tailscale_prefs)
kept=
set -- --hostname="$name"
[ "$server" = - ] || set -- "$@" --login-server="$server"
# The tags of a node that has never logged in are from a failed login, so they are not kept.
if [ -n "$tags" ] || [ "$node" = new ]; then set -- "$@" --advertise-tags="$tags"; fi

if ! join "$@"; then
    if tailscale_refused; then undo; fi
    fail login "$(tailscale_telling "$said")"
fi
tailscale_restore "$before"
