# Logs in a node that its control server no longer knows, with the key in $secret, as NAME with TAGS. All other settings are
# kept. Needs tailscale.sh.
# tailscale-reauth SECONDS NAME TAGS|- LOGIN_SERVER|-
seconds=$1
name=$2
tags=$3
server=$4

tailscale_keep_all "$server"
[ "$tags" != - ] || tags=$kept_tags

# shellcheck disable=SC2086 # tailscale_keep sets kept, one flag a word
tailscale_join "$seconds" "$server" --force-reauth --hostname="$name" --advertise-tags="$tags" $kept ||
    fail login "$(tailscale_telling "$said")"
tailscale_restore "$before"
