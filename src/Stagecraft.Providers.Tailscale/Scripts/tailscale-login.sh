# Logs the node in with the key in $secret, as NAME with TAGS. Every other setting that it has stays as it is.
# A login that is refused leaves the settings as they were. Needs tailscale.sh.
# tailscale-login SECONDS NAME TAGS|- LOGIN_SERVER|- new|known
seconds=$1
name=$2
tags=$3
server=$4
node=$5
[ "$tags" != - ] || tags=

# join FLAGS...: logs in, with the settings that the client wants to be told where it has some.
join() {
    tailscale_join "$seconds" "$server" "$@" && return
    case $said in *'requires mentioning all'*) ;; *) return 1 ;; esac
    # Nothing has happened yet. The key must not go to a control server that nobody configured.
    tailscale_keep "$said"
    if [ "$server" = - ] && [ -n "$kept_server" ]; then
        [ "$node" = new ] || fail server "$kept_server"
        set -- "$@" --login-server=https://controlplane.tailscale.com
    fi
    if [ -z "$tags" ] && [ "$node" = known ] && [ -n "$kept_tags" ]; then set -- "$@" --advertise-tags="$kept_tags"; fi
    # shellcheck disable=SC2086 # tailscale_keep sets kept, one flag a word
    tailscale_join "$seconds" "$server" "$@" $kept
}

# undo: what a refused login has set, the next one would have to mention. A logout does nothing where there was no login:
# https://github.com/tailscale/tailscale/blob/main/ipn/ipnlocal/local.go (Logout)
undo() {
    [ -n "$before" ] || return 0
    # Without a key this asks for a person, for a second; the settings are changed by then.
    # shellcheck disable=SC2046,SC2086 # one flag a word
    timeout 30 tailscale up --timeout=1s $(tailscale_identity "$before") $kept >/dev/null 2>&1
    [ "$node" != new ] || timeout 30 tailscale down >/dev/null 2>&1
    tailscale_restore "$before"
}

before=$(tailscale_prefs)
kept=
set -- --hostname="$name"
[ "$server" = - ] || set -- "$@" --login-server="$server"
# A node that has never logged in has no tags worth keeping: where it has some, a login has asked for them in vain.
if [ -n "$tags" ] || [ "$node" = new ]; then set -- "$@" --advertise-tags="$tags"; fi

if ! join "$@"; then
    if tailscale_refused; then undo; fi
    fail login "$(tailscale_telling "$said")"
fi
tailscale_restore "$before"
