# Logs a running node in again with the key in $secret, as NAME with TAGS. Needs tailscale.sh.
# If the login is rejected, the node gets its previous settings back. An expired key must not remove it from the network.
# tailscale-retag SECONDS NAME TAGS LOGIN_SERVER|-
seconds=$1
name=$2
tags=$3
server=$4

tailscale_keep_all "$server"

# shellcheck disable=SC2086 # tailscale_keep sets kept, one flag a word
if ! tailscale_join "$seconds" "$server" --hostname="$name" --advertise-tags="$tags" $kept; then
    refusal=$said
    if tailscale_refused; then
        # Without the auth key and with its current tags, a node whose own key is valid can log in again.
        if tailscale up --timeout=20s --hostname="$kept_name" --advertise-tags="$kept_tags" $kept >/dev/null 2>&1; then
            # If its settings already have these tags, nothing changes, and the daemon keeps using the rejected key:
            # https://github.com/tailscale/tailscale/blob/main/cmd/tailscale/cli/up.go (justEdit)
            tailscale_until 5 tailscale_is_back || systemctl restart tailscaled.service
            ! tailscale_until 20 tailscale_is_back || answer restored yes
        fi
    fi
    if tailscale_refused || [ "$(tailscale_state)" != NeedsLogin ]; then
        tailscale_restore "$before"
        fail login "$(tailscale_telling "$refusal")"
    fi
fi

# Tailscale's server expires the node's key immediately if its current tags do not own the new ones, before it checks the
# new auth key. That key logs the node in again. If it does not, a logout makes it a new node.
# A delayed login has not failed.
if [ -z "$join_limited" ] && [ "$(tailscale_state)" = NeedsLogin ]; then
    # shellcheck disable=SC2086 # one flag a word
    if ! tailscale_join "$seconds" "$server" --hostname="$name" --advertise-tags="$tags" $kept ||
        { [ -z "$join_limited" ] && [ "$(tailscale_state)" = NeedsLogin ]; }; then
        timeout 30 tailscale logout >/dev/null 2>&1
        tailscale_join "$seconds" "$server" --hostname="$name" --advertise-tags="$tags" $kept ||
            fail login "$(tailscale_telling "$said")"
    fi
fi
tailscale_restore "$before"
