# Probes which containers a restart of the daemon would stop. Reads only. Needs docker.sh.
# docker-containers
if attempt 20 docker ps --format '{{.Names}}'; then
    answer names "$(printf '%s\n' "$said" | awk 'NF { printf "%s%s", separator, $1; separator = "," }')"
else
    fail containers "$(reason 'docker ps')"
fi
