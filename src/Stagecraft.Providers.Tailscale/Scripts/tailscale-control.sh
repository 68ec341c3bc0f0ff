# Probes whether the host reaches the control server at URL, as the daemon would. Changes nothing. Without curl, it writes
# a temporary file to /run/stagecraft.
# tailscale-control URL
# The daemon uses the proxy from its own environment, not from this account's.
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY no_proxy NO_PROXY
pid=$(ask systemctl show tailscaled.service --property=MainPID --value)
# shellcheck disable=SC2046 # one variable a word; a proxy's URL has no space
[ "${pid:-0}" = 0 ] || export $(tr '\0' '\n' 2>/dev/null <"/proc/$pid/environ" | grep -iE '^(https?|no)_proxy=[^[:space:]]*$') LC_ALL=C

# The client's own first request, which every control server answers:
# https://github.com/tailscale/tailscale/blob/main/control/controlclient/direct.go (loadServerPubKeys)
fetch() {
    locate curl
    if [ -n "$located" ]; then
        curl --silent --show-error --fail --max-time 5 --output /dev/null "$1"
    else
        # Every supported host has apt-helper. It cannot write to a pipe. Without the options it would use apt's proxy.
        http=${http_proxy:-${HTTP_PROXY:-DIRECT}}
        https=${https_proxy:-${HTTPS_PROXY:-DIRECT}}
        mkdir -p /run/stagecraft
        timeout 5 /usr/lib/apt/apt-helper -o Acquire::Retries=0 -o "Acquire::http::Proxy=$http" -o "Acquire::https::Proxy=$https" \
            download-file "$1" "/run/stagecraft/control-$$"
        set -- $?
        rm -f "/run/stagecraft/control-$$"
        return "$1"
    fi
}

said=$(fetch "$1/key?v=1" 2>&1)
# shellcheck disable=SC2034 # for reason
status=$? attempt_limit=5
if [ "$status" = 0 ]; then
    answer reached yes
else
    answer error "$(reason "$1")"
fi
