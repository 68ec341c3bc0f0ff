# Asks which nodes this one sees: their ids, this node's among them. Reads only.
# tailscale-peers
# The tailnet's people have ids too; theirs are numbers without quotes.
answer ids "$(ask tailscale status --json | sed -n 's/^[[:space:]]*"ID": "\([A-Za-z0-9]*\)".*/\1/p' | tr '\n' ',')"
