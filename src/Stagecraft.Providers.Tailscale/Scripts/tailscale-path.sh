# Probes the two addresses of this SSH connection. Reads only.
# sudo removes SSH_CONNECTION, so this also looks at the parent processes.
# tailscale-path
pid=$$
while [ "${pid:-1}" -gt 1 ]; do
    connection=$(tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | sed -n 's/^SSH_CONNECTION=//p')
    if [ -n "$connection" ]; then
        # shellcheck disable=SC2086 # client address, its port, server address, its port
        set -- $connection
        answer client "$1"
        answer server "$3"
        break
    fi
    pid=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$pid/status" 2>/dev/null)
done
