# The lab's bridge, its addresses, and the web server on it.
# shellcheck shell=bash

# The lab's number is the third part of its addresses, and part of the name of its bridge.
bridge() { printf 'sclab%s' "$(<"$STATE/number")"; }
bridge_address() { printf '10.213.%s.1' "$(<"$STATE/number")"; }
host_address() { printf '10.213.%s.%s' "$(<"$STATE/number")" "$((10 + $1))"; } # INDEX
machine_name() { printf 'scl%s-%s' "$(<"$STATE/number")" "$1"; } # INDEX

choose_number() {
    local number
    [ -s "$STATE/number" ] && return 0
    lock_global
    for number in {1..254}; do
        grep -qxsF "$number" "$LABS"/*/number && continue
        [ -e "/sys/class/net/sclab$number" ] && continue
        [ -n "$(ip -4 route list "10.213.$number.0/24")" ] && continue
        printf '%s\n' "$number" >"$STATE/number"
        break
    done
    unlock_global
    [ -s "$STATE/number" ] || die "all 254 lab networks are in use"
}

ensure_bridge() {
    local name
    name=$(bridge)
    [ -e "/sys/class/net/$name" ] || ip link add "$name" type bridge forward_delay 0
    ip addr replace "$(bridge_address)/24" dev "$name"
    ip link set "$name" up
}

remove_bridge() {
    local name
    name=$(bridge)
    [ ! -e "/sys/class/net/$name" ] || ip link delete "$name"
}

ensure_web_server() {
    local i url
    url=http://$(bridge_address):8000/
    publish_archives
    if recorded_process "$STATE/web.pid" >/dev/null; then return 0; fi
    (
        record_process "$STATE/web.pid" "$BASHPID"
        exec 6>&- 7>&- 8>&-
        exec setsid python3 -m http.server --bind "$(bridge_address)" --directory "$STATE/www" 8000
    ) </dev/null >>"$STATE/web.log" 2>&1 &
    record_process "$STATE/web.pid" $!
    for ((i = 0; i < 6000; i++)); do
        (exec 3<>"/dev/tcp/$(bridge_address)/8000") 2>/dev/null && return 0
        recorded_process "$STATE/web.pid" >/dev/null || break
        sleep 0.05
    done
    die "the web server at $url does not answer: $(tail -n 1 "$STATE/web.log")"
}
