# Logs the node in with the key in $secret, as NAME with TAGS. Every other setting that it has stays as it is.
# Needs tailscale.sh.
# tailscale-login SECONDS NAME TAGS|- LOGIN_SERVER|-
seconds=$1
name=$2
tags=$3
server=$4

set -- --hostname="$name"
[ "$tags" = - ] || set -- "$@" --advertise-tags="$tags"
[ "$server" = - ] || set -- "$@" --login-server="$server"
if ! said=$(tailscale_login "$seconds" "$@"); then
    case $said in
        *'requires mentioning all'*) ;;
        *) fail login "$(tailscale_telling "$said")" ;;
    esac
    # Nothing has happened yet. The key must not go to a control server that nobody configured.
    tailscale_keep "$said"
    [ "$server" != - ] || [ -z "$kept_server" ] || fail server "$kept_server"
    [ "$tags" != - ] || [ -z "$kept_tags" ] || set -- "$@" --advertise-tags="$kept_tags"
    # shellcheck disable=SC2086,SC2154 # tailscale_keep sets kept, one flag a word
    said=$(tailscale_login "$seconds" "$@" $kept) || fail login "$(tailscale_telling "$said")"
fi
