# Asks what there is of Docker. Reads only; a ready host costs three processes that answer, two that end them in time,
# and one that keeps whatever Docker prints from filling this shell's memory.
# docker-detect
server=
compose=

client=$(command -v docker)
if [ -z "$client" ]; then
    :
elif [ "${client#/snap/}" != "$client" ]; then
    answer impostor snap
elif [ -x /usr/bin/podman ] && head -c 1024 "$client" | grep -q podman; then
    answer impostor podman
else
    # Client and daemon on one line, where the second is missing when the daemon does not answer; then Compose. Any of
    # them may say nothing, so a line of ours stands between.
    said=$({
        timeout 20 docker version --format '{{.Client.Version}} {{with .Server}}{{.Version}}{{end}}'
        printf '\ncompose\n'
        exec timeout 20 docker compose version --short
    } 2>/dev/null | head -c 4096)
    versions=${said%%"$newline"*}
    answer client "${versions%% *}"
    server=${versions#* }
    answer server "$server"
    case $said in *"${newline}compose$newline"*) compose=${said#*"${newline}compose$newline"} ;; esac
    answer compose "$compose"
fi
answer client_path "$client"

for property in $(systemctl show docker.service --property=LoadState,UnitFileState,ActiveState 2>/dev/null); do
    case $property in
        LoadState=*) answer load_state "${property#*=}" ;;
        UnitFileState=*) answer unit_file_state "${property#*=}" ;;
        ActiveState=*) answer active_state "${property#*=}" ;;
    esac
done

# Only a decision needs to know which packages there are.
if [ -z "$server" ] || [ -z "$compose" ]; then
    # shellcheck disable=SC2016 # dpkg-query's own format
    known=$(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' \
        docker.io docker-ce docker-ce-cli containerd.io docker-compose-v2 docker-compose-plugin podman-docker 2>/dev/null)
    answer packages "$(printf '%s\n' "$known" | awk '$1 == "installed" { printf "%s%s", separator, $2; separator = "," }')"
    # On these dpkg is at work, or was when it was cut off: their files are there and nothing of them can be relied on.
    answer unfinished "$(printf '%s\n' "$known" | awk '$1 ~ /^(half-installed|unpacked|half-configured)$/ { printf "%s%s", separator, $2; separator = "," }')"
    # Briefly: a daemon that hangs has taken the time of both questions above already.
    [ -z "$client" ] || answer error "$(timeout 5 docker version 2>&1 >/dev/null | head -c 4096)"
fi
