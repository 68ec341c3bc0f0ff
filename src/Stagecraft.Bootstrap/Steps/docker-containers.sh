# Probes which containers a restart of the daemon would stop. Reads only. Needs docker.sh.
# docker-containers
# shellcheck disable=SC2154 # attempt sets said
if docker_containers; then
    answer names "$(printf '%s\n' "$said" | awk 'NF { printf "%s%s", separator, $1; separator = "," }')"
else
    fail containers "$(reason 'docker ps')"
fi
