# Logs a running node in again with the key in $secret, as NAME with TAGS. Needs tailscale.sh.
# Where that is refused the node gets back what it had: it must not leave the network for a key that has expired.
# tailscale-retag SECONDS NAME TAGS LOGIN_SERVER|-
seconds=$1
name=$2
tags=$3
server=$4

# Asked to change nothing, the client of a running node names the flags that keep what it has, or does nothing.
tailscale_keep "$(tailscale up --timeout=1s 2>&1)"
if [ "$server" != - ]; then
    kept="$kept --login-server=$server"
elif [ -n "$kept_server" ]; then
    fail server "$kept_server"
fi

# shellcheck disable=SC2086,SC2154 # tailscale_keep sets kept, one flag a word
if ! said=$(tailscale_login "$seconds" --hostname="$name" --advertise-tags="$tags" $kept); then
    # Without the key, and with the tags that it has, a node whose own key is valid is let in again.
    tailscale up --timeout=20s --hostname="$kept_name" --advertise-tags="$kept_tags" $kept >/dev/null 2>&1 && answer restored yes
    fail login "$(tailscale_telling "$said")"
fi
