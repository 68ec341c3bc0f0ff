# Probes which nodes this one sees. Answers their ids, including its own. Reads only.
# tailscale-peers
# Users have ids too, but those are numbers without quotes.
answer ids "$(ask tailscale status --json | sed -n 's/^[[:space:]]*"ID": "\([A-Za-z0-9]*\)".*/\1/p' | tr '\n' ',')"
