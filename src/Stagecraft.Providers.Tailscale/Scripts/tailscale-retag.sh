# Logs a running node in again with the key in $secret, as NAME with TAGS. Needs tailscale.sh.
# Where that is refused the node gets back what it had: it must not leave the network for a key that has expired.
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
        # Without the key, and with the tags that it has, a node whose own key is valid is let in again.
        if tailscale up --timeout=20s --hostname="$kept_name" --advertise-tags="$kept_tags" $kept >/dev/null 2>&1; then
            # Where its settings name these tags already, that changes nothing, and the daemon goes on with the refused key:
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

# Tailscale's server ends the node's key at once where the tags that it has do not own the new ones, before it looks at
# the new key. That key brings the node in again; where it does not, it does without what the node was before.
# A login that the server has put off is not over.
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
